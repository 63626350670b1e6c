using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace DevTool.Templates;

/// <summary>
/// Reads a map property by property. Each property that was not read is an error, because a property that the local gateway does not support
/// must not be silently ignored.
/// </summary>
/// <param name="owner">The resource that the map belongs to, for error messages.</param>
/// <param name="functions">The logical IDs of the template's functions.</param>
internal sealed class PropertyReader(TemplateMap map, string owner, TemplateErrors errors, IReadOnlyList<string>? functions = null)
{
    private const string DynamicReference = "{{resolve:";

    private readonly HashSet<string> _read = [];

    /// <summary>The first line of the map.</summary>
    public int Line => map.Line;

    /// <summary>Collects the errors.</summary>
    public TemplateErrors Errors => errors;

    /// <summary>The logical IDs of the template's functions. An API must not refer to other functions.</summary>
    public IReadOnlyList<string> Functions => functions ?? [];

    /// <summary>Whether a property is present.</summary>
    public bool Has(string name) => map.Find(name) is not null;

    /// <summary>The line of a property, or the first line of the map if the property is absent.</summary>
    public int LineOf(string name) => map.Find(name)?.Line ?? map.Line;

    /// <summary>Reads any value.</summary>
    /// <returns>The value, or <see langword="null"/> if the property is absent.</returns>
    public TemplateValue? Value(string name)
    {
        _ = _read.Add(name);
        return map.Find(name)?.Value;
    }

    /// <summary>Reads a text.</summary>
    /// <returns>The text, or <see langword="null"/> if the property is absent.</returns>
    public string? Text(string name) => Value<TemplateText>(name, "text") is { } value ? Text(value, name) : null;

    /// <summary>Reads a text that must be present.</summary>
    /// <returns>The text. If the property is absent, an error is reported and the text is empty.</returns>
    public string RequiredText(string name)
    {
        if (!Has(name))
        {
            errors.Add(map.Line, $"{owner} must have {name}");
        }

        return Text(name) ?? string.Empty;
    }

    /// <summary>Reads an integer.</summary>
    /// <returns>The number, or <see langword="null"/> if the property is absent.</returns>
    public int? Integer(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number))
        {
            return number;
        }

        errors.Add(LineOf(name), $"{name} of {owner} must be a whole number; found \"{text}\"");
        return null;
    }

    /// <summary>Reads <c>true</c> or <c>false</c>.</summary>
    /// <returns>The value, or <see langword="null"/> if the property is absent.</returns>
    public bool? Boolean(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (bool.TryParse(text, out bool value))
        {
            return value;
        }

        errors.Add(LineOf(name), $"{name} of {owner} must be true or false; found \"{text}\"");
        return null;
    }

    /// <summary>Reads a word that must be one of several words.</summary>
    /// <param name="words">The supported words.</param>
    /// <returns>The word, or <see langword="null"/> if the property is absent.</returns>
    public string? Word(string name, params IReadOnlyList<string> words)
    {
        string? word = Text(name);
        if (word is null || words.Contains(word))
        {
            return word;
        }

        errors.Add(LineOf(name), $"{name} of {owner} is \"{word}\"; use one that the local gateway supports: {string.Join(", ", words)}");
        return null;
    }

    /// <summary>Reads a list of texts.</summary>
    /// <returns>The list, or <see langword="null"/> if the property is absent.</returns>
    public IReadOnlyList<string>? Texts(string name) =>
        Items(name) is { } items ? [.. items.Select(item => Text(item, name))] : null;

    /// <summary>Reads a list.</summary>
    /// <returns>The items, or <see langword="null"/> if the property is absent.</returns>
    public IReadOnlyList<TemplateValue>? Items(string name) => Value<TemplateList>(name, "a list")?.Items;

    /// <summary>Reads a map with text values.</summary>
    /// <returns>The map; empty if the property is absent.</returns>
    public IReadOnlyDictionary<string, string> TextMap(string name) =>
        Members(name).ToDictionary(member => member.Name, member => Text(member.Value, member.Name));

    /// <summary>Reads the members of a map.</summary>
    /// <returns>The members; empty if the property is absent.</returns>
    public IReadOnlyList<TemplateMember> Members(string name) => Value<TemplateMap>(name, "a map")?.Members ?? [];

    /// <summary>Reads a nested map.</summary>
    /// <returns>The reader of the nested map, or <see langword="null"/> if the property is absent.</returns>
    public PropertyReader? Map(string name) =>
        Value<TemplateMap>(name, "a map") is { } inner ? new PropertyReader(inner, $"{name} of {owner}", errors, functions) : null;

    /// <summary>Reads nested maps that are the values of a map.</summary>
    /// <returns>The name and the reader of each nested map.</returns>
    public IEnumerable<(string Name, PropertyReader Reader)> Maps(string name)
    {
        foreach (TemplateMember member in Members(name))
        {
            if (Of(member) is { } reader)
            {
                yield return (member.Name, reader);
            }
        }
    }

    /// <summary>Reads nested maps that are the items of a list.</summary>
    /// <returns>The reader of each nested map.</returns>
    public IEnumerable<PropertyReader> MapItems(string name) =>
        (Items(name) ?? []).Select(item => Of(new TemplateMember(name, item, item.Line))).OfType<PropertyReader>();

    /// <summary>Ignores properties that have no effect on this machine.</summary>
    public void Ignore(params IEnumerable<string> names) => _read.UnionWith(names);

    /// <summary>Ends reading. Reports an error for each property that was not read.</summary>
    public void End()
    {
        foreach (TemplateMember member in map.Members.Where(member => !_read.Contains(member.Name)))
        {
            errors.Add(member.Line, $"the local gateway does not support {member.Name} of {owner}; remove it, or test the API on AWS");
        }
    }

    private PropertyReader? Of(TemplateMember member)
    {
        if (member.Value is TemplateMap inner)
        {
            return new PropertyReader(inner, $"{member.Name} of {owner}", errors, functions);
        }

        if (member.Value is not TemplateUnknown)
        {
            errors.Add(member.Line, $"{member.Name} of {owner} must be a map");
        }

        return null;
    }

    private string Text(TemplateValue value, string name)
    {
        if (value is TemplateText { Text: var text })
        {
            // Reports the reference only here, where the value is used. Ignored properties can contain references that cannot be resolved.
            if (text.Contains(DynamicReference, System.StringComparison.Ordinal))
            {
                errors.Add(value.Line, $"the local gateway does not resolve \"{text}\" ({name} of {owner}); give the value through a parameter");
            }

            return text;
        }

        if (value is not TemplateUnknown)
        {
            errors.Add(value.Line, $"{name} of {owner} must contain only text");
        }

        return string.Empty;
    }

    private T? Value<T>(string name, string kind)
        where T : TemplateValue
    {
        TemplateValue? value = Value(name);
        if (value is not (null or T or TemplateUnknown))
        {
            errors.Add(LineOf(name), $"{name} of {owner} must be {kind}");
        }

        return value as T;
    }
}
