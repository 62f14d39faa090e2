//! Prints the published contract, OpenAPI 3.1: `cargo dev openapi` writes it to `functions/openapi.json`.

fn main() {
    println!("{:#}", tests::document());
}
