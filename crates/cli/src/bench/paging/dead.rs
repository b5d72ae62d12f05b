//! A provider whose host is gone: connections to it are neither made nor refused.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::timeout;

use crate::failure::Failure;

/// Connections that fill what the system takes by itself, at the most.
const FILLING: usize = 16;

/// See the module; it holds the connections that nobody takes.
pub(super) struct Dead {
    pub(super) at: SocketAddr,
    _listener: TcpListener,
    _taken: Vec<TcpStream>,
}

impl Dead {
    /// A socket that listens, and whose few places are all taken: whatever else comes to it is dropped.
    pub(super) async fn start() -> Result<Self, Failure> {
        let failed = |error: std::io::Error| Failure::Unavailable(format!("the dead provider: {error}"));
        let socket = TcpSocket::new_v4().map_err(failed)?;
        socket.bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).map_err(failed)?;
        let listener = socket.listen(1).map_err(failed)?;
        let at = listener.local_addr().map_err(failed)?;
        let mut taken = Vec::new();
        for _ in 0..FILLING {
            match timeout(Duration::from_millis(200), TcpStream::connect(at)).await {
                Ok(Ok(stream)) => taken.push(stream),
                Ok(Err(error)) => return Err(failed(error)),
                Err(_) => return Ok(Self { at, _listener: listener, _taken: taken }),
            }
        }
        Err(Failure::Unavailable("the dead provider still takes connections".to_owned()))
    }
}
