using Microsoft.Extensions.Configuration;
using Npgsql;

namespace Modular.Kernel;

/// <summary>What a host gives a module at start.</summary>
/// <param name="ConnectionString">The module's PostgreSQL database: <c>Modules:{Name}:ConnectionString</c>, by default the shared one.</param>
/// <param name="Database">The pool of that database, which modules of one database share.</param>
/// <param name="Configuration">The module's own section, <c>Modules:{Name}</c>.</param>
public sealed record ModuleSettings(string ConnectionString, NpgsqlDataSource Database, IConfiguration Configuration);
