namespace Modular.Kernel;

/// <summary>Makes ids as UUID version 7 (RFC 9562): they sort by the time they were made, which keeps primary key indexes dense.</summary>
public static class NewId
{
    public static Guid From(TimeProvider time) => Guid.CreateVersion7(time.GetUtcNow());
}
