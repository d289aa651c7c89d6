resource "appservices_function" "shared" {
  app_id = "@APP@"
  name   = "shared"
  source = "exports = () => \"@NAME@\";"
}
