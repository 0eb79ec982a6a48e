using Microsoft.Extensions.Configuration;
using Npgsql;

namespace Modular.Kernel;

/// <summary>What a host gives a module at start.</summary>
/// <param name="Database">The module's PostgreSQL database: <c>Modules:{Name}:ConnectionString</c>, by default the shared one.</param>
/// <param name="Configuration">The module's own section, <c>Modules:{Name}</c>.</param>
public sealed record ModuleSettings(NpgsqlDataSource Database, IConfiguration Configuration);
