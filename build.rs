//! Compiles `proto/` without protoc: protox parses, tonic-prost-build writes the Rust.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    #[cfg(feature = "plugin")]
    {
        println!("cargo:rerun-if-changed=proto");
        let files = protox::compile(
            [
                "proto/tfplugin6.proto",
                "proto/goplugin.proto",
                "proto/health.proto",
            ],
            ["proto"],
        )?;
        tonic_prost_build::configure()
            .build_client(true)
            .build_transport(false)
            .compile_fds(files)?;
    }
    Ok(())
}
