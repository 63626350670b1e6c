
namespace Authorizer.Claims;

/// <summary>The number of a claim in <see cref="ClaimNames"/>, and in every payload read with them. The default means no claim.</summary>
/// <param name="Number">Counts from 1.</param>
internal readonly record struct ClaimSlot(int Number)
{
    /// <summary>The index in an array; -1 for the default.</summary>
    public int Index => Number - 1;
}
