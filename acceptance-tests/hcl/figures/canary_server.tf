provider "appservices" {
  base_url   = "@URL@"
  public_key = "local"
  project_id = "@PROJECT@"
}
