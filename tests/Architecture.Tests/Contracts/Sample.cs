using System.Collections;
using Modular.Kernel;

namespace Modular.Architecture.Tests.Contracts;

/// <summary>Makes one instance of a contract in which every property has a value of its own kind.</summary>
static class Sample
{
    static readonly Dictionary<Type, object> Values = new()
    {
        [typeof(string)] = "text",
        [typeof(object)] = "anything",
        [typeof(bool)] = true,
        [typeof(int)] = 3,
        [typeof(long)] = 5L,
        [typeof(Guid)] = Guid.Parse("01920000-0000-7000-8000-000000000001"),
        [typeof(DateTimeOffset)] = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        [typeof(Money)] = new Money(12.50m, "EUR"),
    };

    public static object Of(Type declared)
    {
        var type = Nullable.GetUnderlyingType(declared) ?? declared;
        if (Values.TryGetValue(type, out var value))
            return value;
        if (type.IsEnum)
            return Enum.GetValues(type).Cast<object>().Last();
        if (type.IsAssignableTo(typeof(IEnumerable)))
            return ListOfOne(type.IsArray ? type.GetElementType()! : type.GetGenericArguments().Single());

        var constructor = type.GetConstructors().MaxBy(constructor => constructor.GetParameters().Length)
            ?? throw new NotSupportedException($"Tell {nameof(Sample)} how a {type} looks.");
        var sample = constructor.Invoke([.. constructor.GetParameters().Select(parameter => Of(parameter.ParameterType))]);
        if (constructor.GetParameters().Length == 0)
            Fill(sample);
        return sample;
    }

    // A saga, whose properties only it and the serializer may set.
    static void Fill(object sample)
    {
        foreach (var property in sample.GetType().GetProperties().Where(property => property.SetMethod is not null))
            property.SetValue(sample, Of(property.PropertyType));
    }

    static Array ListOfOne(Type element)
    {
        var list = Array.CreateInstance(element, 1);
        list.SetValue(Of(element), 0);
        return list;
    }
}
