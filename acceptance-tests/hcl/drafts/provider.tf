provider "appservices" {
  base_url    = "@URL@"
  public_key  = "local"
  private_key = "local"
  project_id  = "@PROJECT@"
  draft       = true
}
