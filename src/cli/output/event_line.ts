/**
 * What happens in long work, in one line each.
 * @module
 */
import { formatBytes } from "./bytes.ts";
import type { EventLine, WorkEvent } from "./output.ts";

/** The line about an event. */
export function eventLine(event: WorkEvent): EventLine {
  switch (event.type) {
    case "started":
      return note(
        `backup of profile ${event.profile} started` +
          (event.recordId === undefined ? "" : `, record ${event.recordId}`),
      );
    case "step": {
      const { step, progress: percent, domain, detail } = event;
      const where = detail === "" ? domain : `${domain}, ${detail}`;
      const text = `step ${step}: ${Math.round(percent)} % ${where}`;
      return { kind: "progress", text, isMilestone: true, percent };
    }
    case "warning":
      return { kind: "warning", text: event.message };
    case "recovering":
      return { kind: "warning", text: `${event.reason}; watching the backup before going on` };
    case "finished":
      return note(`backup ${event.record.id} is complete`);
    case "progress": {
      const { index, count, name, received, size } = event;
      const percent = size === 0 ? 100 : received / size * 100;
      const amount = `${formatBytes(received)} of ${formatBytes(size)}`;
      const text = `part ${index} of ${count}: ${name}, ${amount}`;
      return { kind: "progress", text, percent };
    }
    case "part": {
      const size = formatBytes(event.size);
      return note(`${event.path}, ${size}${event.wasThere ? ", was there already" : ""}`);
    }
    case "verifying":
      return note(`reading ${event.path} to its end`);
    case "checking": {
      const percent = event.total === 0 ? 100 : event.done / event.total * 100;
      return { kind: "progress", text: `${formatBytes(event.done)} of the archive read`, percent };
    }
    case "verified":
      return note(`${event.report.files} files of the archive were read`);
    case "deleted":
      return note(`the files of backup ${event.id} were deleted on the server`);
    case "stage":
      return note(`update to ${event.version}: ${event.stage}`);
  }
}

function note(text: string): EventLine {
  return { kind: "note", text };
}
