// One specification at a time, each with a service and a browser of its own; a step that waits too long fails by its own limit.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['specs/**/*.spec.ts'],
    setupFiles: ['support/faults.ts'],
    testTimeout: 120_000,
    hookTimeout: 60_000,
    // As long as the browser's own waiting: a machine that is busy is no fault of the page.
    expect: { poll: { timeout: 20_000, interval: 100 } },
    fileParallelism: false,
    // A step of a story builds on the one before it.
    bail: 1,
  },
})
