// W(N) in Jsonnet: the teams' JSON in, an object of files out, as `jsonnet -m` writes them.
local teams = import 'index.libsonnet';

local own(m) = 'model="' + m.name + '",namespace="' + m.namespace + '"';
local target(m) = 'up{job="' + m.name + '",namespace="' + m.namespace + '"}';
local quantile(m, r, at, window) =
  'histogram_quantile(' + at + ', sum by (le) (rate(' + r.metric + '_bucket{' + own(m) + '}[' + window + '])))';
local ratio(m, r, window) =
  'sum(rate(' + r.metric + '{' + own(m) + ',status=~"' + r.matching + '"}[' + window + '])) / (sum(rate('
  + r.metric + '{' + own(m) + '}[' + window + '])) > 0)';
local recorded(m, r) = if r.kind == 'quantile' then quantile(m, r, r.quantile, r.window) else ratio(m, r, r.window);
local condition(m, a) =
  if a.kind == 'down' then 'max(' + target(m) + ' or 0 * absent(' + target(m) + ')) == 0'
  else if a.kind == 'recorded' then a.record + '{environment="default",' + own(m) + ',platform="w"} > ' + a.above
  else a.aggregate + '(' + a.metric + '{' + own(m) + '}) > ' + a.above;

local metadata(m, name) = {
  name: name,
  namespace: m.namespace,
  labels: { 'app.kubernetes.io/managed-by': 'jsonnet', 'app.kubernetes.io/part-of': 'w', release: 'kube-prometheus-stack' },
};

local alert(m, a, owner) =
  local limit = if a.kind == 'down' then 'is down' else 'is above ' + a.above;
  {
    alert: a.name,
    expr: condition(m, a),
    'for': a['for'],
    labels: {
      environment: 'default',
      model: m.name,
      namespace: m.namespace,
      owner: owner,
      platform: 'w',
      severity: a.severity,
      tier: m.tier,
    },
    annotations: {
      dashboard_url: 'https://grafana.example.com/d/w-default-' + m.name,
      description: a.name + ' of ' + m.name + ' in ' + m.namespace + ' ' + limit + ' for ' + a['for'] + ': {{ $value | humanize }}.',
      runbook_url: 'https://runbooks.example.com/models/' + m.name + '#' + a.name,
      summary: m.name + ': ' + a.name + ' ' + limit,
    },
  };

local rules(m, owner) =
  local alerts = [alert(m, a, owner) for a in m.alerts];
  local labels = { environment: 'default', model: m.name, namespace: m.namespace, platform: 'w' };
  {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: metadata(m, 'w-' + m.name),
    spec: {
      groups: [
        { name: m.name + '.availability', rules: alerts[0:1] },
        {
          name: m.name + '.thresholds',
          rules: [{ record: r.record, expr: recorded(m, r), labels: labels } for r in m.recordings] + alerts[1:],
        },
      ],
    },
  };

local direction(d) = {
  stabilizationWindowSeconds: d.window,
  policies: [{ type: 'Percent', value: d.percent, periodSeconds: d.period }],
};

local autoscaler(m) = {
  local s = m.scaling,
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: metadata(m, m.name + '-scaler'),
  spec: {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: m.name },
    minReplicas: s.min,
    maxReplicas: s.max,
    metrics: [
      { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: s.cpu } } },
      { type: 'Pods', pods: {
        metric: { name: 'w_queue_depth', selector: { matchLabels: { model: m.name } } },
        target: { type: 'AverageValue', averageValue: s.queue_depth },
      } },
      { type: 'External', external: {
        metric: { name: 'w_default_inflight', selector: { matchLabels: { model: m.name } } },
        target: { type: 'Value', value: s.inflight },
      } },
    ],
    behavior: { scaleUp: direction(s.up), scaleDown: direction(s.down) },
  },
};

local monitor(m) = {
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'ServiceMonitor',
  metadata: metadata(m, m.name),
  spec: {
    namespaceSelector: { matchNames: [m.namespace] },
    selector: { matchLabels: { app: m.name } },
    endpoints: [{
      port: m.port,
      path: m.scrape.path,
      scheme: 'http',
      interval: m.scrape.interval,
      scrapeTimeout: m.scrape.timeout,
      metricRelabelings: [{ sourceLabels: ['__name__'], regex: m.scrape.drop, action: 'drop' }],
    }],
  },
};

local datasource = { type: 'prometheus', uid: '${datasource}' };
local zoom = '$__rate_interval';
local panels = {
  alerts: ['Firing alerts', 'table', 'none', ''],
  answering: ['Replicas that answer', 'stat', 'none', ''],
  replicas: ['Replicas', 'timeseries', 'none', ''],
  queue_depth: ['Queue depth', 'timeseries', 'none', 'QueueDepthHigh'],
  kv_cache: ['KV cache', 'timeseries', 'percentunit', 'KVCacheHigh'],
  latency: ['Latency p99', 'timeseries', 's', 'LatencyHigh'],
  errors: ['Errors', 'timeseries', 'percentunit', 'ErrorsHigh'],
  gpu: ['GPU', 'timeseries', 'percent', 'GPUHigh'],
};
// A field is computed only when it is asked for.
local queries(m) = {
  local autoscaler = '{horizontalpodautoscaler="' + m.name + '-scaler",namespace="' + m.namespace + '"}',
  local labels = 'environment="default",' + own(m) + ',platform="w"}',
  local firing = ' ignoring (alertstate) ALERTS{alertstate="firing",' + labels,
  local alerts = '1000 * ALERTS_FOR_STATE{' + labels + ' and' + firing + ' or' + firing,
  local ranked(alerts, gravity, severity) = 'label_replace(' + alerts + ', "gravity", "' + gravity + '", "severity", "' + severity + '")',
  alerts: [[ranked(ranked(ranked(alerts, '1', 'info'), '2', 'warning'), '3', 'critical'), '']],
  answering: [['sum(' + target(m) + ' or 0 * absent(' + target(m) + '))', 'answer']],
  replicas: [
    ['max(kube_horizontalpodautoscaler_' + series + autoscaler + ')', series]
    for series in ['status_current_replicas', 'status_desired_replicas', 'spec_max_replicas']
  ],
  queue_depth: [['max(model_queue_depth{' + own(m) + '})', 'queue depth']],
  kv_cache: [['avg(model_kv_cache_usage_ratio{' + own(m) + '})', 'KV cache']],
  latency: [
    [quantile(m, m.recordings[0], '0.99', zoom), 'p99'],
    [quantile(m, m.recordings[0], '0.5', zoom), 'p50'],
  ],
  errors: [[ratio(m, m.recordings[1], zoom), 'errors']],
  gpu: [['avg(DCGM_FI_DEV_GPU_UTIL{' + own(m) + '})', 'GPU']],
};
local panel(m, key, index, drawn) =
  local about = panels[key];
  {
    id: index + 1,
    title: about[0],
    type: about[1],
    datasource: datasource,
    gridPos: { h: 8, w: 8, x: index % 3 * 8, y: std.floor(index / 3) * 8 },
    fieldConfig: {
      defaults: {
        unit: about[2],
        thresholds: {
          mode: 'absolute',
          steps: [{ color: 'green', value: null }] + [
            { color: if a.severity == 'critical' then 'red' else 'orange', value: a.above }
            for a in m.alerts
            if a.name == about[3]
          ],
        },
        color: { mode: 'palette-classic' },
        [if about[1] == 'timeseries' then 'custom']: {
          lineWidth: 1,
          fillOpacity: 10,
          showPoints: 'never',
          thresholdsStyle: { mode: 'line+area' },
        },
      },
      overrides: [],
    },
    options: { legend: { displayMode: 'table', placement: 'bottom' }, tooltip: { mode: 'multi', sort: 'desc' } },
    targets: std.mapWithIndex(
      function(number, query) { refId: 'ABC'[number], datasource: datasource, expr: query[0], legendFormat: query[1] }, drawn
    ),
  };

local dashboard(m, owner) =
  local drawn = queries(m);
  {
    uid: 'w-default-' + m.name,
    title: m.name,
    tags: ['w', owner, m.tier],
    schemaVersion: 39,
    editable: false,
    refresh: '1m',
    time: { from: 'now-6h', to: 'now' },
    templating: { list: [{ name: 'datasource', type: 'datasource', query: 'prometheus', label: 'Data source' }] },
    panels: std.mapWithIndex(function(index, key) panel(m, key, index, drawn[key]), m.panels),
  };

local receiver(t) = {
  name: t.team,
  slack_configs: [{
    channel: t.receiver.channel,
    api_url_file: '/etc/alertmanager/secrets/slack/url',
    send_resolved: true,
    text: '{{ .CommonAnnotations.description }}',
  }],
  pagerduty_configs: [{
    routing_key_file: '/etc/alertmanager/secrets/' + t.team + '/pagerduty',
    description: '{{ .CommonAnnotations.summary }}',
  }],
};

local alertmanager = {
  route: {
    receiver: 'default',
    group_by: ['alertname', 'model'],
    repeat_interval: '12h',
    routes: [
      {
        receiver: t.team,
        matchers: ['owner="' + t.team + '"'],
        group_by: ['alertname', 'model', 'severity'],
        group_wait: t.receiver.group_wait,
        repeat_interval: t.receiver.repeat_interval,
      }
      for t in teams
    ],
  },
  receivers: [{ name: 'default' }] + [receiver(t) for t in teams],
  inhibit_rules: [{
    source_matchers: ['platform="w"', 'severity="critical"'],
    target_matchers: ['platform="w"', 'severity="warning"'],
    equal: ['alertname', 'platform', 'environment', 'namespace', 'model', 'subject'],
  }],
};

{ ['rules/w-' + m.name + '.yaml']: rules(m, t.team) for t in teams for m in t.models }
+ { ['autoscalers/' + m.name + '-scaler.yaml']: autoscaler(m) for t in teams for m in t.models }
+ { ['monitors/' + m.name + '.yaml']: monitor(m) for t in teams for m in t.models }
+ { ['dashboards/w-default-' + m.name + '.json']: dashboard(m, t.team) for t in teams for m in t.models }
+ { 'alertmanager.yaml': alertmanager }
