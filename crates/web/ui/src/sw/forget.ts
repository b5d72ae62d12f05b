// Forgets what is kept on this device for whoever was signed in: the sign-in page has it, for whoever sees that page is signed out,
// by whatever page that was done. Where no script runs nothing was ever kept. Built by scripts/worker.mjs to /app/forget.js.
import { forgetWhatIsKept } from '../app/leaving'

void forgetWhatIsKept()
