// Draws the icons as PNG from the same shape as public/icon.svg, so that no picture is committed: a ring that is open on one side,
// and somebody in its middle.
import { mkdir, writeFile } from 'node:fs/promises'
import { crc32, deflateSync } from 'node:zlib'

const out = new URL('../dist/icons/', import.meta.url)
const blue = [0, 58, 115]
/** Samples along each side of a pixel. */
const FINE = 4

/** Whether a point is on the shape; both coordinates from -1 to 1, the shape within `scale`. */
function drawn(x, y, scale) {
  const r = Math.hypot(x, y) / scale
  const open = Math.abs(Math.atan2(y, x)) < Math.PI / 5
  return r < 0.3 || (r > 0.6 && r < 0.9 && !open)
}

/** One picture, RGBA, row by row with PNG's filter byte. */
function picture(size, scale, ground) {
  const rows = Buffer.alloc(size * (size * 4 + 1))
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      let hits = 0
      for (let i = 0; i < FINE * FINE; i += 1) {
        const at = (pixel, sub) => ((pixel + (sub + 0.5) / FINE) / size) * 2 - 1
        if (drawn(at(x, i % FINE), at(y, Math.floor(i / FINE)), scale)) hits += 1
      }
      const share = hits / (FINE * FINE)
      const colour = ground ? ground.map((part) => Math.round(part + (255 - part) * share)) : [255, 255, 255]
      rows.set([...colour, ground ? 255 : Math.round(255 * share)], y * (size * 4 + 1) + 1 + x * 4)
    }
  }
  return rows
}

function chunk(kind, data) {
  const body = Buffer.concat([Buffer.from(kind, 'latin1'), data])
  const ends = Buffer.alloc(8)
  ends.writeUInt32BE(data.length, 0)
  ends.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)])
}

function png(size, rows) {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(size, 0)
  head.writeUInt32BE(size, 4)
  head.set([8, 6, 0, 0, 0], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', deflateSync(rows, { level: 9 })), chunk('IEND', Buffer.alloc(0))])
}

await mkdir(out, { recursive: true })
for (const [name, size, scale, ground] of [
  ['180', 180, 0.75, blue],
  ['192', 192, 0.75, blue],
  ['512', 512, 0.75, blue],
  // Systems cut what is maskable to a circle: the shape stays within it.
  ['maskable', 512, 0.6, blue],
  // A badge is drawn by its transparency alone.
  ['badge', 96, 1, undefined],
]) {
  await writeFile(new URL(`${name}.png`, out), png(size, picture(size, scale, ground)))
}
