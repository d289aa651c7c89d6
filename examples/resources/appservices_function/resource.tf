resource "appservices_function" "example" {
  app_id        = appservices_app.example.id
  name          = "hello"
  private       = false
  run_as_system = true
  source        = <<-JS
    exports = async function ({ query }) {
      return { hello: query.name ?? "world" };
    };
  JS

  can_evaluate = jsonencode({
    "%%request.requestHeaders.x-team" = { "%in" = [["shop"]] }
  })
}
