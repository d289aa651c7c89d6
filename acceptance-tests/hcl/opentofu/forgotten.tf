resource "appservices_app" "kept" {
  name = "kept"

  lifecycle {
    destroy = false
  }
}

resource "appservices_app" "gone" {
  name = "gone"
}
