namespace Modular.Gateway.Configuration;

/// <summary>What <c>--help</c> says.</summary>
static class Usage
{
    /// <returns>The exit code of the process.</returns>
    public static int Write(TextWriter output)
    {
        output.WriteLine(
            """
            dotnet run --project src/Gateway [-- --<setting> <value> …]
              the gateway: the API of all services on http://localhost:8000, its own on http://127.0.0.1:8001 (documented at /scalar)
            dotnet run --project src/Gateway -- policy check FILE…
              whether policies can be obeyed, before they are deployed

              --Registry:Address URL              Consul's API, or any registry that speaks it
              --Registry:Embedded:Enabled true    a registry in this process, on http://127.0.0.1:8500; default: when there is no other
              --Urls URL;…                        where clients come
              --Admin:Urls URL;…                  where operators come
              --Policies:Folder FOLDER            documents to obey, besides those of the registry; default: policies

            All settings are in src/Gateway/README.md. Each can be an environment variable, with __ for the colon: Registry__Address.
            """);
        return 0;
    }
}
