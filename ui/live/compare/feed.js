// Fetches what a group of runs publishes: all pictures of one step in one answer.

import { Feed } from "../run/feed.js";

export class GroupFeed extends Feed {
  reset() {
    super.reset();
    this.sequences = [];
  }

  request() {
    const steps = this.wanted.join();
    this.wanted = [];
    const query = new URLSearchParams({ after: this.sequences.join(), steps });
    return `${this.url}/group/${this.id}?${query}`;
  }

  take(answer) {
    this.pace(answer);
    this.sequences = answer.members.map((member) => member.sequence);
    this.onData(answer);
    if (answer.more) this.again = true;
    return this.heard(answer.group);
  }
}
