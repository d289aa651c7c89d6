ephemeral "torture_ticket" "one" {
  holder = "batch"
}
