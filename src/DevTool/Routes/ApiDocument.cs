using System.Collections.Generic;

namespace DevTool.Routes;

/// <summary>The API that a file describes.</summary>
/// <param name="Routes">The routes, without duplicates.</param>
/// <param name="LeftOut">Resources that do not exist because their conditions are false.</param>
/// <param name="Parameters">The parameters that a template declares.</param>
internal sealed record ApiDocument(IReadOnlyList<ApiRoute> Routes, IReadOnlyList<string> LeftOut, IReadOnlyList<string> Parameters);
