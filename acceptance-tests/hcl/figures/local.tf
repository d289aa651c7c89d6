provider "appservices" {
  local_path = "@PATH@"
}
