using System.Collections.Generic;

namespace DevTool.Routes;

/// <summary>The API that a file describes.</summary>
/// <param name="Routes">The routes, each once.</param>
/// <param name="LeftOut">Resources whose routes do not exist, because their condition does not hold.</param>
/// <param name="Parameters">The parameters that a template declares.</param>
internal sealed record ApiDocument(IReadOnlyList<ApiRoute> Routes, IReadOnlyList<string> LeftOut, IReadOnlyList<string> Parameters);
