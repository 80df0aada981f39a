import { monitorEventLoopDelay } from "node:perf_hooks";
import { oncePerProcess } from "#lib/platform/process-registry.ts";

const NS_PER_S = 1e9;
const QUANTILES = [50, 90, 99];

/** Event-loop delay since the process began, in nanoseconds. */
function eventLoopDelay() {
  return oncePerProcess("event-loop-delay", () => {
    const histogram = monitorEventLoopDelay({ resolution: 20 });
    histogram.enable();
    return histogram;
  });
}

/** Begins to measure; what comes before is not seen. */
export function startMetrics(): void {
  eventLoopDelay();
}

/** The process in Prometheus' text format (version 0.0.4). */
export function metricsText(): string {
  const memory = process.memoryUsage();
  const delay = eventLoopDelay();
  const quantiles = QUANTILES.map((q) => [`{quantile="${q / 100}"}`, delay.percentile(q) / NS_PER_S] as const);
  const families: [name: string, type: string, help: string, samples: (readonly [label: string, value: number])[]][] = [
    ["patchbay_up", "gauge", "1 while the process answers.", [["", 1]]],
    ["process_uptime_seconds", "gauge", "Seconds since the process began.", [["", process.uptime()]]],
    ["process_resident_memory_bytes", "gauge", "Resident memory.", [["", memory.rss]]],
    ["nodejs_heap_used_bytes", "gauge", "Used JavaScript heap.", [["", memory.heapUsed]]],
    ["nodejs_external_memory_bytes", "gauge", "Memory of buffers and bindings.", [["", memory.external]]],
    ["nodejs_eventloop_delay_seconds", "summary", "Delay of the event loop.", quantiles],
  ];
  return families
    .map(([name, type, help, samples]) =>
      [
        `# HELP ${name} ${help}`,
        `# TYPE ${name} ${type}`,
        ...samples.map(([label, value]) => `${name}${label} ${value}`),
      ]
        .concat("")
        .join("\n"),
    )
    .join("");
}
