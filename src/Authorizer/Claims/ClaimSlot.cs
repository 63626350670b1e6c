
namespace Authorizer.Claims;

/// <summary>
/// The number of a claim in <see cref="ClaimNames"/>, and in every payload that is read with these names. The default value means no claim.
/// </summary>
/// <param name="Number">The number, counted from 1.</param>
internal readonly record struct ClaimSlot(int Number)
{
    /// <summary>The index in an array, or -1 for the default value.</summary>
    public int Index => Number - 1;
}
