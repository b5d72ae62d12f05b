// What does not fit in a bundle. No framework.

/** What does not fit: an entry by its number and place, or a file. */
export class Fault extends Error {
  readonly entry: number | undefined
  constructor(message: string, entry?: number) {
    super(message)
    this.entry = entry
  }
}

export const inFile = (file: string, what: string): Fault => new Fault(`${file}: ${what}`)

/** Told as it goes on, in words. */
export type Told = (words: string) => void
