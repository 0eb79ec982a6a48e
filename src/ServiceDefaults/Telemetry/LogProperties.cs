using System.Text.Json;

namespace Modular.ServiceDefaults.Telemetry;

/// <summary>Writes the values of a message template: numbers and truth values as such, anything else as its text.</summary>
static class LogProperties
{
    const string Template = "{OriginalFormat}";

    public static void Write(Utf8JsonWriter json, IReadOnlyList<KeyValuePair<string, object?>> values)
    {
        if (values is [{ Key: Template }])
            return;

        json.WriteStartObject("properties");
        for (var i = 0; i < values.Count; i++)
            if (values[i].Key != Template)
                Write(json, values[i].Key, values[i].Value);
        json.WriteEndObject();
    }

    static void Write(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null: json.WriteNull(name); break;
            case bool truth: json.WriteBoolean(name, truth); break;
            case int number: json.WriteNumber(name, number); break;
            case long number: json.WriteNumber(name, number); break;
            case decimal number: json.WriteNumber(name, number); break;
            // JSON knows no infinity and no NaN.
            case double number when double.IsFinite(number): json.WriteNumber(name, number); break;
            case DateTimeOffset moment: json.WriteString(name, moment); break;
            case Guid id: json.WriteString(name, id); break;
            default: json.WriteString(name, value.ToString()); break;
        }
    }
}
