using JasperFx;
using Modular.Host.Topology;
using Wolverine.Http;

var builder = WebApplication.CreateBuilder(args);
builder.AddModules();
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddWolverineHttp();
builder.Services.AddProblemDetails();

var app = builder.Build();
app.MapWolverineEndpoints();

return await app.RunJasperFxCommands(args);
