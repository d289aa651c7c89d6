resource "appservices_app" "a" {
  name = "a"
  timeouts = {
    create = "1s"
  }
}
