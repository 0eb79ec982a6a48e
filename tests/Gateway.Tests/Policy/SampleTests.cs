using Modular.Gateway.Policy;
using Modular.Gateway.Policy.Reading;

namespace Modular.Gateway.Tests.Policy;

/// <summary>The shapes that the tasks of Istio's documentation use, each as one of ours.</summary>
public sealed class SampleTests
{
    public static TheoryData<string, string> Samples => new()
    {
        {
            "all versions as subsets", """
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata:
              name: catalogue
            spec:
              host: catalogue
              subsets:
              - name: v1
                labels:
                  version: v1
              - name: v2
                labels:
                  version: v2
            ---
            apiVersion: networking.istio.io/v1alpha3
            kind: DestinationRule
            metadata:
              name: basket
            spec:
              host: basket
              trafficPolicy:
                tls:
                  mode: ISTIO_MUTUAL
              subsets:
              - name: v1
                labels: { version: v1 }
            """
        },
        {
            "an edge gateway with several paths", """
            apiVersion: networking.istio.io/v1
            kind: Gateway
            metadata:
              name: shop-gateway
            spec:
              selector:
                istio: ingressgateway
              servers:
              - port: { number: 8080, name: http, protocol: HTTP }
                hosts: ["*"]
            ---
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata:
              name: shop
            spec:
              hosts:
              - "*"
              gateways:
              - shop-gateway
              http:
              - match:
                - uri:
                    exact: /catalogue
                - uri:
                    prefix: /static
                - uri:
                    exact: /login
                route:
                - destination:
                    host: catalogue
                    port:
                      number: 9080
            """
        },
        {
            "a version for one user", """
            apiVersion: networking.istio.io/v1beta1
            kind: VirtualService
            metadata:
              name: catalogue
            spec:
              hosts:
                - catalogue
              http:
              - match:
                - headers:
                    end-user:
                      exact: anna
                route:
                - destination:
                    host: catalogue
                    subset: v2
              - route:
                - destination:
                    host: catalogue
                    subset: v1
            """
        },
        {
            "a fault for one user", """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata:
              name: stock
            spec:
              hosts:
              - stock
              http:
              - match:
                - headers:
                    end-user:
                      exact: anna
                fault:
                  delay:
                    percentage:
                      value: 100.0
                    fixedDelay: 7s
                route:
                - destination:
                    host: stock
                    subset: v1
              - fault:
                  abort:
                    httpStatus: 500
                    percentage:
                      value: 0.1
                route:
                - destination:
                    host: stock
            """
        },
        {
            "traffic shifting", """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata:
              name: catalogue
            spec:
              hosts:
                - catalogue
              http:
              - route:
                - destination:
                    host: catalogue
                    subset: v1
                  weight: 50
                - destination:
                    host: catalogue
                    subset: v3
                  weight: 50
            """
        },
        {
            "a request timeout", """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata:
              name: catalogue
            spec:
              hosts:
              - catalogue
              http:
              - route:
                - destination:
                    host: catalogue
                    subset: v2
                timeout: 0.5s
            """
        },
        {
            "circuit breaking", """
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata:
              name: echo
            spec:
              host: echo
              trafficPolicy:
                connectionPool:
                  tcp:
                    maxConnections: 1
                  http:
                    http1MaxPendingRequests: 1
                    maxRequestsPerConnection: 1
                outlierDetection:
                  consecutive5xxErrors: 1
                  interval: 1s
                  baseEjectionTime: 3m
                  maxEjectionPercent: 100
            """
        },
        {
            "mirroring", """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata:
              name: echo
            spec:
              hosts:
                - echo
              http:
              - route:
                - destination:
                    host: echo
                    subset: v1
                  weight: 100
                mirror:
                  host: echo
                  subset: v2
                mirrorPercentage:
                  value: 100.0
            """
        },
        {
            "locality failover", """
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata:
              name: greeter
            spec:
              host: greeter.sample.svc.cluster.local
              trafficPolicy:
                connectionPool:
                  http:
                    maxRequestsPerConnection: 1
                loadBalancer:
                  simple: ROUND_ROBIN
                  localityLbSetting:
                    enabled: true
                    failover:
                      - from: region1
                        to: region2
                outlierDetection:
                  consecutive5xxErrors: 1
                  interval: 1s
                  baseEjectionTime: 1m
            """
        },
        {
            "locality weighted distribution", """
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata:
              name: greeter
            spec:
              host: greeter.sample.svc.cluster.local
              trafficPolicy:
                loadBalancer:
                  localityLbSetting:
                    enabled: true
                    distribute:
                    - from: region1/zone1/*
                      to:
                        "region1/zone1/*": 70
                        "region1/zone2/*": 20
                        "region3/zone4/*": 10
                outlierDetection:
                  consecutive5xxErrors: 100
                  interval: 1s
                  baseEjectionTime: 1m
            """
        },
        {
            "a reference's route with headers, rewrite and redirect", """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata:
              name: catalogue-route
              namespace: shop
            spec:
              hosts:
              - catalogue.prod.svc.cluster.local
              http:
              - name: "v2-routes"
                headers:
                  request:
                    set:
                      test: "true"
                match:
                - uri:
                    prefix: "/list"
                  ignoreUriCase: true
                - uri:
                    prefix: "/items"
                rewrite:
                  uri: "/newcatalogue"
                route:
                - destination:
                    host: catalogue.prod.svc.cluster.local
                    subset: v2
                  weight: 25
                - destination:
                    host: catalogue.prod.svc.cluster.local
                    subset: v1
                  headers:
                    response:
                      remove:
                      - foo
                  weight: 75
              - match:
                - uri:
                    exact: /v1/getCatalogue
                redirect:
                  uri: /v1/catalogue
                  authority: newcatalogue.default.svc.cluster.local
              - match:
                - uri:
                    exact: /v1/off
                directResponse:
                  status: 503
                  body:
                    string: "unknown error"
                headers:
                  response:
                    set:
                      content-type: "text/plain"
              - route:
                - destination:
                    host: catalogue.prod.svc.cluster.local
                retries:
                  attempts: 3
                  perTryTimeout: 2s
                  retryOn: gateway-error,connect-failure,refused-stream
                corsPolicy:
                  allowOrigins:
                  - exact: https://example.com
                  allowMethods: [POST, GET]
                  allowCredentials: false
                  allowHeaders: [X-Foo-Bar]
                  maxAge: "24h"
            """
        },
        {
            "sticky sessions by a cookie that is made", """
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata:
              name: basket
            spec:
              host: basket.prod.svc.cluster.local
              trafficPolicy:
                loadBalancer:
                  consistentHash:
                    httpCookie:
                      name: user
                      ttl: 0s
            """
        },
        {
            "a circuit breaker with a few requests a connection", """
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata:
              name: catalogue-cb-policy
            spec:
              host: catalogue.prod.svc.cluster.local
              trafficPolicy:
                connectionPool:
                  tcp:
                    maxConnections: 100
                  http:
                    http2MaxRequests: 1000
                    maxRequestsPerConnection: 10
                outlierDetection:
                  consecutive5xxErrors: 7
                  interval: 5m
                  baseEjectionTime: 15m
            """
        },
    };

    [Theory]
    [MemberData(nameof(Samples))]
    public void It_loads_unchanged(string sample, string text)
    {
        var read = DocumentReader.Read(sample, text);

        Assert.All(read, document => Assert.True(document.Document is not null || document.Id is null));
        Assert.DoesNotContain(read.SelectMany(document => document.Diagnostics), diagnostic => diagnostic.IsError);
        Assert.Contains(read, document => document.Document is VirtualService or DestinationRule);
    }
}
