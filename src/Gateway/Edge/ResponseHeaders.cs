using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Modular.Gateway.Edge;

/// <summary>Removes from every answer what the <c>Connection</c> of the service named.</summary>
sealed class ResponseHeaders : ITransformProvider
{
    public void Apply(TransformBuilderContext context) => context.AddResponseTransform(static transform =>
    {
        HopByHop.RemoveNamed(transform.ProxyResponse, transform.HttpContext.Response.Headers);
        return default;
    });

    public void ValidateRoute(TransformRouteValidationContext context)
    {
        // Nothing of it is configured.
    }

    public void ValidateCluster(TransformClusterValidationContext context)
    {
        // Nothing of it is configured.
    }
}
