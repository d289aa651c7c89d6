resource "appservices_app" "sandbox" {
  name = "sandbox"
}

# Closes the list once; after that, entries come and go one by one.
resource "appservices_ip_access_list" "sandbox" {
  app_id  = appservices_app.sandbox.id
  entries = []

  lifecycle {
    ignore_changes = [entries]
  }
}

resource "appservices_ip_access_list_entry" "example" {
  app_id     = appservices_app.sandbox.id
  address    = "203.0.113.9"
  comment    = "tester"
  depends_on = [appservices_ip_access_list.sandbox]
}
