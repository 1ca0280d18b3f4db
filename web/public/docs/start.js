SwaggerUIBundle({ url: "/openapi.json", dom_id: "#api", validatorUrl: null, requestInterceptor: (r) => ((r.headers["X-Avala-Csrf"] = "1"), r) });
