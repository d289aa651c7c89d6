terraform {
  encryption {
    key_provider "pbkdf2" "passphrase" {
      passphrase = "correct horse battery staple"
    }

    method "aes_gcm" "sealed" {
      keys = key_provider.pbkdf2.passphrase
    }

    state {
      method   = method.aes_gcm.sealed
      enforced = true
    }

    plan {
      method   = method.aes_gcm.sealed
      enforced = true
    }
  }
}
