namespace Modular.Host.Startup;

/// <summary>Settings that must stand neither in a file that is shared nor on a command line: one in each file of a folder.</summary>
static class SecretFiles
{
    /// <summary>
    /// Reads the folder that <c>Secrets:Directory</c> names, as container platforms mount it: the file's name is the setting
    /// (<c>ConnectionStrings__Modular</c>), its content the value. They win over everything but the command line's topology.
    /// </summary>
    public static void AddSecretFiles(this WebApplicationBuilder builder)
    {
        if (builder.Configuration["Secrets:Directory"] is { Length: > 0 } folder)
            builder.Configuration.AddKeyPerFile(Path.GetFullPath(folder), optional: false);
    }
}
