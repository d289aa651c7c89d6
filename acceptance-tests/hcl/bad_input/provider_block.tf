provider "appservices" {
  @ARGUMENTS@
}

resource "appservices_app" "a" {
  name = "a"
}
