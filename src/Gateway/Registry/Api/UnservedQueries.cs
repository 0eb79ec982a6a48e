using Modular.Gateway.Registry.State;

namespace Modular.Gateway.Registry.Api;

/// <summary>Refuses what this registry does not serve and must not pass over: the answer would be another than was asked for.</summary>
static class UnservedQueries
{
    public static ValueTask<object?> RefuseAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var query = context.HttpContext.Request.Query;
        if (query["dc"].ToString() is { Length: > 0 } datacenter && datacenter != RegistryNode.Datacenter)
            return ValueTask.FromResult<object?>(Answers.Failed($"No path to datacenter '{datacenter}'"));
        if (query.ContainsKey("filter") || query.ContainsKey("node-meta"))
            return ValueTask.FromResult<object?>(Answers.BadRequest("This registry does not understand ?filter and ?node-meta."));
        return next(context);
    }
}
