using JasperFx;
using Modular.Host.Startup;
using Modular.Host.Topology;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddSingleton(TimeProvider.System);
builder.AddModules();
builder.AddApi();
builder.Services.AddProblemDetails();

var app = builder.Build();
app.MapApi();

return await app.RunJasperFxCommands(args);
