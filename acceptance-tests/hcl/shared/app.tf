resource "appservices_app" "a" {
  name = "a"
}
