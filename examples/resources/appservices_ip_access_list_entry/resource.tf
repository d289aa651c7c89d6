resource "appservices_app" "sandbox" {
  name = "sandbox"
}

# The list of a new app also has 0.0.0.0/0, which allows every address. To remove that entry, import it once
# as a resource of this type, and destroy the resource.
resource "appservices_ip_access_list_entry" "example" {
  app_id  = appservices_app.sandbox.id
  address = "203.0.113.9"
  comment = "tester"
}
