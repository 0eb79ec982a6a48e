namespace Modular.Benchmarks.Proxying;

/// <summary>Configurations for nginx: one that answers, one that forwards.</summary>
static class NginxFiles
{
    public static string Upstream(string folder, IEnumerable<int> ports) => Frame(folder, "upstream", $$"""
            server {
              {{string.Join("\n      ", ports.Select(port => $"listen 127.0.0.1:{port};"))}}
              default_type text/plain;
              location / { return 200 "hello, world"; }
            }
        """);

    public static string Proxy(string folder, int port, IEnumerable<int> upstream) => Frame(folder, "proxy", $$"""
            upstream bench {
              {{string.Join("\n      ", upstream.Select(one => $"server 127.0.0.1:{one};"))}}
              keepalive 256;
            }
            server {
              listen 127.0.0.1:{{port}};
              location / {
                proxy_pass http://bench;
                proxy_http_version 1.1;
                proxy_set_header Connection "";
                proxy_set_header Host $host;
                proxy_set_header X-Forwarded-For $remote_addr;
                proxy_set_header X-Forwarded-Proto $scheme;
                proxy_set_header X-Forwarded-Host $host;
              }
            }
        """);

    static string Frame(string folder, string name, string servers) => $$"""
        pid {{folder}}/{{name}}.pid;
        error_log stderr crit;
        worker_processes auto;
        events { worker_connections 4096; }
        http {
          access_log off;
          keepalive_requests 1000000;
          client_body_temp_path {{folder}}/{{name}}-body;
          proxy_temp_path {{folder}}/{{name}}-proxy;
          fastcgi_temp_path {{folder}}/{{name}}-fastcgi;
          uwsgi_temp_path {{folder}}/{{name}}-uwsgi;
          scgi_temp_path {{folder}}/{{name}}-scgi;
        {{servers}}
        }
        """;
}
