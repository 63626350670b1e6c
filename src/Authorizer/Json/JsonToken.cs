
namespace Authorizer.Json;

/// <summary>One token of a JSON text (RFC 8259), as a <see cref="JsonReader"/> returns it.</summary>
internal enum JsonToken : byte
{
    /// <summary>The text is not one valid JSON value. All later tokens are invalid too.</summary>
    Invalid,

    /// <summary><c>{</c></summary>
    ObjectStart,

    /// <summary><c>}</c></summary>
    ObjectEnd,

    /// <summary><c>[</c></summary>
    ArrayStart,

    /// <summary><c>]</c></summary>
    ArrayEnd,

    /// <summary>The name of a member, and the colon after it.</summary>
    Name,

    /// <summary>A string value.</summary>
    String,

    /// <summary>A number (RFC 8259, section 6).</summary>
    Number,

    /// <summary><c>true</c></summary>
    True,

    /// <summary><c>false</c></summary>
    False,

    /// <summary><c>null</c></summary>
    Null,

    /// <summary>The value is complete, and only white space follows it.</summary>
    End,
}
