
namespace Authorizer.Claims;

/// <summary>The place of a claim in <see cref="ClaimNames"/> and in every payload read with them. The default is no claim's.</summary>
/// <param name="Number">Counts from 1.</param>
internal readonly record struct ClaimSlot(int Number)
{
    /// <summary>The place in an array; -1 for the default.</summary>
    public int Index => Number - 1;
}
