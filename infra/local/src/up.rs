//! Starts and stops the local cloud: tools, build, MiniStack, deployment, servers.

use crate::deploy::{self, Stack};
use crate::failure::{During, Failure, Outcome};
use crate::front::{self, Server};
use crate::instance::{self, Instance, InstanceLock};
use crate::keys::Keys;
use crate::ministack::Ministack;
use crate::settings::Settings;
use crate::tools::Tools;
use crate::watch::{Log, Watch};
use crate::{bundle, clock, events, issuer, layout, sample};
use std::process;
use std::time::{Duration, Instant};
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinHandle;

/// The interval between two renderings of the sample events. Webhook signatures are valid for five minutes.
const REFRESH_EVENTS: Duration = Duration::from_mins(1);

/// A running local cloud of this process.
#[derive(Debug)]
pub struct Cloud {
    /// The folders, ports and addresses.
    pub settings: Settings,
    /// The deployed stack.
    pub stack: Stack,
    /// The time from the end of the build to readiness.
    pub ready_in: Duration,
    ministack: Ministack,
    functions: Functions,
    issuer: Server,
    events: JoinHandle<()>,
    _lock: InstanceLock,
}

/// The front, the portal's server and, with --watch, the runner of the functions.
#[derive(Debug)]
struct Functions {
    front: Server,
    portal: Server,
    /// `cargo lambda watch`; without it, MiniStack runs the functions.
    watch: Option<Watch>,
}

impl Cloud {
    /// Starts the local cloud. `watch` says where the functions write if `cargo lambda watch` runs them; without it,
    /// MiniStack runs them. On failure, everything already started is stopped.
    pub async fn start(settings: &Settings, watch: Option<Log>) -> Outcome<Self> {
        let lock = InstanceLock::acquire(settings)?;
        layout::check_layout(settings)?;
        instance::check_ports(settings, watch.is_some())?;
        let tools = Tools::ready(settings)?;
        let keys = Keys::load(settings)?;
        bundle::build(settings)?;
        let built = Instant::now();
        let proxies = if watch.is_some() { Watch::proxies(settings)? } else { Vec::new() };
        let issuer = Server::start(settings.issuer_port(), issuer::router(settings, Keys::load(settings)?)?).await?;
        let mut ministack = Ministack::start(settings, &tools, &proxies).await?;
        let stack = deploy_if_changed(settings, &tools, &keys, &mut ministack).await?;
        let functions = Functions::start(settings, &tools, &stack, watch).await?;
        load_sample_data(settings, &stack).await?;
        let events = refresh_events(settings.clone(), keys);
        lock.announce(Instance { pid: process::id(), cloud_pid: ministack.pid(), port: settings.port })?;
        Ok(Self {
            settings: settings.clone(),
            stack,
            ready_in: built.elapsed(),
            ministack,
            functions,
            issuer,
            events,
            _lock: lock,
        })
    }

    /// Waits for Ctrl-C or SIGTERM. Fails if a part of the cloud exits by itself.
    pub async fn run(&mut self) -> Outcome<()> {
        let mut terminated = signal(SignalKind::terminate()).during("listen for SIGTERM")?;
        tokio::select! {
            pressed = tokio::signal::ctrl_c() => pressed.during("listen for Ctrl-C"),
            _ = terminated.recv() => Ok(()),
            failure = self.ministack.wait_for_exit() => Err(failure),
            failure = self.functions.wait_for_exit() => Err(failure),
        }
    }

    /// Stops everything and waits until the state is saved, the processes have exited and the ports are free.
    pub async fn stop(self) -> Outcome<()> {
        self.events.abort();
        let functions = self.functions.stop().await;
        self.issuer.stop().await;
        self.ministack.stop().await?;
        functions
    }
}

impl Functions {
    async fn start(settings: &Settings, tools: &Tools, stack: &Stack, watch: Option<Log>) -> Outcome<Self> {
        let watch = match watch {
            Some(log) => Some(Watch::start(settings, tools, stack, log).await?),
            None => None,
        };
        let router = front::router(settings, stack.urls.clone(), watch.is_some())?;
        let portal = front::portal_router(settings, stack.urls.clone(), watch.is_some())?;
        let (front, portal) =
            (Server::start(settings.port, router).await?, Server::start(settings.portal_port(), portal).await?);
        Ok(Self { front, portal, watch })
    }

    async fn wait_for_exit(&mut self) -> Failure {
        match &mut self.watch {
            Some(watch) => watch.wait_for_exit().await,
            None => std::future::pending().await,
        }
    }

    async fn stop(self) -> Outcome<()> {
        self.front.stop().await;
        self.portal.stop().await;
        match self.watch {
            Some(watch) => watch.stop().await,
            None => Ok(()),
        }
    }
}

/// Deploys the template if it changed. The stack is saved at once, so that a kill afterwards does not lose it.
async fn deploy_if_changed(
    settings: &Settings,
    tools: &Tools,
    keys: &Keys,
    ministack: &mut Ministack,
) -> Outcome<Stack> {
    if let Some(stack) = deploy::current(settings, keys)? {
        return Ok(stack);
    }
    eprintln!("deploying infra/template.yaml");
    let stack = deploy::deploy(settings, tools, keys).await?;
    ministack.checkpoint().await?;
    stack.store(settings)?;
    Ok(stack)
}

/// Loads the sample data unless this version of it was loaded before.
async fn load_sample_data(settings: &Settings, stack: &Stack) -> Outcome<()> {
    let loaded = settings.cloud_dir().join(format!("sample-{}-loaded", sample::VERSION));
    if loaded.exists() {
        return Ok(());
    }
    eprintln!("loading the sample data");
    sample::load(settings, stack).await?;
    std::fs::write(&loaded, "").during(format_args!("write {}", loaded.display()))
}

fn refresh_events(settings: Settings, keys: Keys) -> JoinHandle<()> {
    tokio::spawn(async move {
        loop {
            if let Err(failure) = events::write_all(&settings, &keys, clock::now()) {
                eprintln!("warning: sample events were not refreshed: {failure}");
            }
            tokio::time::sleep(REFRESH_EVENTS).await;
        }
    })
}
