//! Somebody's interface over TLS, under a certificate of its own, that answers 201 and keeps what it was sent.

use std::sync::{Arc, Mutex};

use rustls::ServerConfig;
use rustls::pki_types::PrivatePkcs8KeyDer;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

/// Bytes of one request that are kept.
const REQUEST: usize = 100_000;

/// See the module. It ends with the test's runtime.
#[derive(Debug)]
pub struct Interface {
    /// Where it is: address and port.
    pub host: String,
    /// The certificate of whoever vouches for it, in PEM.
    pub authority: String,
    came: Arc<Mutex<Vec<String>>>,
}

impl Interface {
    /// Starts one that answers every request with `answer`, which is JSON.
    ///
    /// # Panics
    /// It cannot listen.
    pub async fn start(answer: &'static str) -> Self {
        ctac_cli::tls::install();
        let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).expect("a certificate");
        let key = PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
        let config = ServerConfig::builder().with_no_client_auth();
        let config = config.with_single_cert(vec![made.cert.der().clone()], key.into()).expect("a configuration");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let host = listener.local_addr().expect("its address").to_string();
        let came = Arc::<Mutex<Vec<String>>>::default();
        let (tls, kept) = (TlsAcceptor::from(Arc::new(config)), Arc::clone(&came));
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let (tls, kept) = (tls.clone(), Arc::clone(&kept));
                // Whoever cuts the line gets no answer, and the next is served.
                tokio::spawn(async move { serve(tls, socket, &kept, answer).await });
            }
        });
        Self { host, authority: made.cert.pem(), came }
    }

    /// Whole requests, as they came.
    ///
    /// # Panics
    /// A test that held them has fallen over.
    #[must_use]
    pub fn came(&self) -> Vec<String> {
        self.came.lock().expect("nobody fell over with it").clone()
    }
}

async fn serve(tls: TlsAcceptor, socket: TcpStream, kept: &Mutex<Vec<String>>, answer: &str) -> std::io::Result<()> {
    let mut stream = tls.accept(socket).await?;
    let mut bytes = Vec::new();
    while !is_whole(&bytes) && bytes.len() < REQUEST {
        if stream.read_buf(&mut bytes).await? == 0 {
            return Ok(());
        }
    }
    kept.lock().expect("nobody fell over with it").push(String::from_utf8_lossy(&bytes).into_owned());
    let head = format!("HTTP/1.1 201 Created\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", answer.len());
    stream.write_all(format!("{head}{answer}").as_bytes()).await?;
    stream.shutdown().await
}

fn is_whole(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
    body.len() >= length.unwrap_or(0)
}
