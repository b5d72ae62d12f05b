// A real `ctac demo` in a process of its own: started, killed as by a power cut, started again on the same data.
import { spawn, type ChildProcess, type ChildProcessByStdio } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'

const program = process.env['CTAC_BIN'] ?? 'ctac'

export class Service {
  readonly url: string
  /** Everybody's password in the fictional cell. */
  password = ''
  /** The key of an integration that pages. */
  key = ''
  readonly #folder: string
  readonly #port: number
  readonly #log: string[] = []
  #process: ChildProcess | undefined

  private constructor(folder: string, port: number) {
    this.#folder = folder
    this.#port = port
    this.url = `http://127.0.0.1:${port}`
  }

  /** A new cell with nothing in it but its people. */
  static async start(): Promise<Service> {
    const service = new Service(await mkdtemp(join(tmpdir(), 'ctac-browser-')), await freePort())
    await service.#run()
    return service
  }

  /** As a power cut ends it. */
  async kill(): Promise<void> {
    const running = this.#process
    if (!running || running.exitCode !== null || running.signalCode !== null) return
    const gone = new Promise((resolve) => running.once('exit', resolve))
    running.kill('SIGKILL')
    await gone
  }

  /** On the same data and address, as a supervisor starts it again. */
  async restart(): Promise<void> {
    const config = join(this.#folder, 'ctac.toml')
    const data = join(this.#folder, 'node')
    await writeFile(config, `server.listen = "127.0.0.1:${this.#port}"\nserver.origin = "ctac.invalid/demo"\nstore.folder = ${JSON.stringify(data)}\nsimulator.enabled = true\n`)
    const child = this.#spawn(['serve', '--config', config])
    const ended = new Promise<never>((_, reject) => child.once('exit', (code) => reject(new Error(`ctac serve ended with ${code}\n${this.#log.join('')}`))))
    await Promise.race([ended, this.#ready()])
  }

  async #ready(): Promise<void> {
    for (;;) {
      const answer = await fetch(`${this.url}/readyz`).catch(() => undefined)
      if (answer?.ok) return
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }

  async stop(): Promise<void> {
    await this.kill()
    await rm(this.#folder, { recursive: true, force: true })
  }

  /** Raises an alert as a monitoring system would, critical unless told. */
  async alert(summary: string, dedup_key: string, source = 'browser-test', severity = 'critical'): Promise<void> {
    const payload = { summary, source, severity }
    const event = { routing_key: this.key, event_action: 'trigger', dedup_key, payload }
    const answer = await fetch(`${this.url}/v2/enqueue`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(event) })
    if (answer.status !== 202) throw new Error(`the alert was answered ${answer.status}: ${await answer.text()}`)
  }

  /** Keeps the last of what it says of itself, for a failure's words. */
  #spawn(args: string[]): ChildProcessByStdio<null, Readable, Readable> {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    this.#process = child
    this.#log.length = 0
    child.stderr.on('data', (bytes: Buffer) => { this.#log.push(bytes.toString()); this.#log.splice(0, this.#log.length - 200) })
    return child
  }

  async #run(): Promise<void> {
    const child = this.#spawn(['demo', '--listen', `127.0.0.1:${this.#port}`, '--folder', this.#folder])
    await new Promise<void>((resolve, reject) => {
      child.once('error', reject)
      child.once('exit', (code) => reject(new Error(`ctac demo ended with ${code}\n${this.#log.join('')}`)))
      createInterface(child.stdout).on('line', (line) => {
        this.password = /^Everybody's password is\s+(\S+)/.exec(line)?.[1] ?? this.password
        this.key = /alert send .* --key (\S+)/.exec(line)?.[1] ?? this.key
        if (line.startsWith('Data:')) resolve()
      })
    })
  }
}

/** A port that nobody has now; the same is used after a restart, as a browser's address does not change. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address ? address.port : 0
      server.close(() => resolve(port))
    })
  })
}
