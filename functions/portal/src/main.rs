//! The `portal` function: wiring only.

use api::{DistributionSecrets, TokenVerifier, distribution};
use host::{Clock, Env};
use lambda_http::{Error, service_fn};
use portal::{ApiToken, ENVIRONMENT, Functions, Issuer, Portal, Sealer, origin, pages};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    host::start_log();
    let env = Env::read(&[ENVIRONMENT, distribution::ENVIRONMENT].concat())?;
    let distribution = env.parse(distribution::VARIABLE, DistributionSecrets::parse)?;
    let portal = Portal {
        pages: pages(),
        origin: origin(&env)?,
        bucket: env.text("BUCKET_ORIGIN").to_owned(),
        sealer: env.parse("SESSION_KEYS", Sealer::parse)?,
        functions: env.parse("FUNCTION_URLS", Functions::new)?.behind(&distribution),
        distribution,
        issuer: Issuer::new(env.text("OIDC_ISSUER"), env.text("OIDC_CLIENT_ID"), env.text("OIDC_CLIENT_SECRET")),
        id_tokens: TokenVerifier::for_audience(&env, env.text("OIDC_CLIENT_ID"))?,
        api_tokens: TokenVerifier::from_env(&env)?,
        api_token: env.parse("OIDC_API_TOKEN", ApiToken::parse)?,
        clock: Clock::system(),
    };
    lambda_http::run(service_fn(|request| portal.serve(request))).await
}
