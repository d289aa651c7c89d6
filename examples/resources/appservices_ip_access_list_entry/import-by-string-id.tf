import {
  to = appservices_ip_access_list_entry.example
  id = "5f2a4c6e8f0a1b2c3d4e5f60/shop-abcde/203.0.113.9"
}
