import { swap } from './swap.js';

// <job-progress id src>: fetches the page at src once a second and takes its own successor from it. When the job is
// done the server sends no successor, and swap goes to the page it sent. Polling survives hospital proxies; a stream often does not, and a
// dropped poll heals itself.
export class JobProgress extends HTMLElement {
  connectedCallback() { this.later(1000); }
  disconnectedCallback() { clearTimeout(this.timer); }
  later(wait) {
    this.timer = setTimeout(() => swap(this.getAttribute('src'), '#' + this.id).catch(() => this.later(5000)), wait);
  }
}
