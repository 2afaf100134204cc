// A drawing by WebGL, for many nodes and lines: sigma draws them, the names are the canvas's.

import EdgeCurveProgram from "@sigma/edge-curve";
import { MultiUndirectedGraph } from "graphology";
import Sigma from "sigma";
import { EdgeRectangleProgram, NodePointProgram, type NodeProgramType } from "sigma/rendering";
import type { RenderParams } from "sigma/types";
import { Drawing, type Events, type Point } from "./drawing";
import { h } from "./dom";
import type { Payload, Shape } from "./ties";

interface Program {
  gl: WebGLRenderingContext;
  uniformLocations: Record<string, WebGLUniformLocation>;
}

const INK = { dark: false };

/** How far inside its edge a point of each shape is, as GLSL of p, from -1 to 1 both ways. */
const INSIDE: Record<Shape, string> = {
  dot: "1.0 - length(p)",
  square: "0.88 - max(abs(p.x), abs(p.y))",
  diamond: "(1.0 - abs(p.x) - abs(p.y)) * 0.71",
  triangle: "min((1.0 + p.y - 2.0 * abs(p.x)) * 0.45, 0.75 - p.y)",
  triangleDown: "min((1.0 - p.y - 2.0 * abs(p.x)) * 0.45, 0.75 + p.y)",
};

/** Nodes of one shape, with a thin outline. */
function shaped(shape: Shape): NodeProgramType {
  const source = `
precision highp float;
varying vec4 v_color;
varying float v_border;
uniform float u_ink;
void main(void) {
  vec2 p = (gl_PointCoord - vec2(0.5)) * 2.0;
  float inside = ${INSIDE[shape]};
  #ifdef PICKING_MODE
  gl_FragColor = inside > 0.0 ? v_color : vec4(0.0);
  #else
  float soft = v_border * 2.0;
  float edge = smoothstep(soft * 1.5, soft * 2.5, inside);
  vec4 colour = mix(vec4(vec3(u_ink), 1.0), v_color, edge);
  gl_FragColor = mix(vec4(0.0), colour, smoothstep(0.0, soft, inside));
  #endif
}`;
  return class extends NodePointProgram {
    override getDefinition(): never {
      const given = super.getDefinition();
      return { ...given, FRAGMENT_SHADER_SOURCE: source, UNIFORMS: [...given.UNIFORMS, "u_ink"] } as never;
    }

    override setUniforms(params: RenderParams, program: never): void {
      super.setUniforms(params, program);
      const { gl, uniformLocations } = program as Program;
      gl.uniform1f(uniformLocations["u_ink"] ?? null, INK.dark ? 0.89 : 0.09);
    }
  } as unknown as NodeProgramType;
}

const PROGRAMS = new Map<Shape, NodeProgramType>();

/** The programs of the shapes that a network has; to compile one takes a while. */
function programs(payload: Payload): Record<string, NodeProgramType> {
  for (const { shape } of payload.nodes) if (!PROGRAMS.has(shape)) PROGRAMS.set(shape, shaped(shape));
  return Object.fromEntries(PROGRAMS);
}

export class WebglDrawing extends Drawing {
  private readonly graph = new MultiUndirectedGraph();
  private readonly sigma: Sigma;
  private readonly over = h("canvas", { class: "names" });
  private readonly hint = h("div", { class: "hint", hidden: "" });
  private held: number | undefined;

  constructor(box: HTMLElement, payload: Payload, events: Events) {
    super(box, payload, events);
    this.place();
    for (const { id, shape } of payload.nodes) this.graph.addNode(String(id), { x: this.spots[id]!.x, y: -this.spots[id]!.y, size: 4, color: "#888888", type: shape });
    this.sigma = new Sigma(this.graph, box, {
      nodeProgramClasses: programs(payload),
      edgeProgramClasses: { straight: EdgeRectangleProgram, bent: EdgeCurveProgram },
      defaultEdgeType: "straight",
      defaultDrawNodeHover: () => undefined,
      renderLabels: false,
      enableEdgeEvents: true,
      hideEdgesOnMove: false,
      minEdgeThickness: 0.7,
      stagePadding: 0,
      zIndex: true,
      zoomToSizeRatioFunction: (ratio) => ratio,
      allowInvalidContainer: true,
    });
    box.append(this.over, this.hint);
    this.fitBox();
    this.sigma.on("afterRender", () => this.name());
    this.listen();
    this.centre();
  }

  private listen(): void {
    const { sigma, events } = this;
    const shift = (event: MouseEvent | TouchEvent): boolean => event.shiftKey;
    sigma.on("clickNode", ({ node, event }) => events.pick([Number(node)], shift(event.original)));
    sigma.on("clickEdge", ({ edge, event }) => {
      const line = this.lines.find((one) => one.id === edge);
      if (line) events.pick([line.from, line.to], shift(event.original));
    });
    sigma.on("clickStage", () => events.pick([], false));
    sigma.on("doubleClickNode", ({ node, preventSigmaDefault }) => {
      preventSigmaDefault();
      events.open(Number(node));
    });
    sigma.on("downNode", ({ node }) => (this.held = Number(node)));
    const mouse = sigma.getMouseCaptor();
    mouse.on("mousemovebody", (at) => {
      if (this.held === undefined) return;
      this.dragging = true;
      const { x, y } = sigma.viewportToGraph(at);
      this.pin(this.held, x, -y);
      at.preventSigmaDefault();
      at.original.preventDefault();
    });
    const drop = (): void => {
      this.held = undefined;
      this.dragging = false;
    };
    mouse.on("mouseup", drop);
    mouse.on("mouseleave", drop);
    sigma.on("enterNode", ({ node, event }) => this.tell(event, h("div", { class: "tip", dir: "auto" }, this.payload.nodes[Number(node)]!.label)));
    sigma.on("enterEdge", ({ edge, event }) => {
      const line = this.lines.find((one) => one.id === edge);
      if (line) this.tell(event, this.tip(line));
    });
    for (const name of ["leaveNode", "leaveEdge"] as const) sigma.on(name, () => (this.hint.hidden = true));
    sigma.getCamera().on("updated", () => {
      const { x, y, ratio } = sigma.getCamera().getState();
      this.moved = x !== 0.5 || y !== 0.5 || ratio !== 1;
      events.moved();
    });
  }

  private tell(at: Point, what: HTMLElement): void {
    this.hint.replaceChildren(what);
    this.hint.hidden = false;
    this.hint.style.left = `${at.x + 10}px`;
    this.hint.style.top = `${at.y + 10}px`;
  }

  /** One unit of the graph is one pixel while nothing is zoomed. */
  private fitBox(): void {
    const [w, t] = [this.box.clientWidth / 2, this.box.clientHeight / 2];
    this.sigma.setCustomBBox({ x: [-w, w], y: [-t, t] });
  }

  protected settle(): void {
    if (this.graph.order < this.payload.nodes.length) return; // what came is drawn with its ties
    this.graph.updateEachNodeAttributes((id, given) => ({ ...given, x: this.spots[Number(id)]!.x, y: -this.spots[Number(id)]!.y }));
    this.fitBox();
    this.sigma.resize();
    this.sigma.refresh();
  }

  protected follow(node: number): void {
    const { x, y } = this.spots[node]!;
    this.graph.mergeNodeAttributes(String(node), { x, y: -y }); // sigma hears of it
  }

  protected centre(): void {
    this.sigma.getCamera().setState({ x: 0.5, y: 0.5, ratio: 1, angle: 0 });
    this.moved = false;
  }

  get scale(): number {
    return 1 / this.sigma.getCamera().getState().ratio;
  }

  get camera(): string {
    const { x, y } = this.sigma.viewportToGraph({ x: this.box.clientWidth / 2, y: this.box.clientHeight / 2 });
    return [x, -y, this.scale * 100].map((n) => Math.round(n)).join(",");
  }

  set camera(text: string) {
    const [x, y, scale] = text.split(",").map(Number);
    if (![x, y, scale].every(Number.isFinite) || !scale) return;
    this.lookAt({ x: x!, y: y! }, 100 / scale);
  }

  private lookAt(spot: Point, ratio: number): void {
    const framed = this.sigma.viewportToFramedGraph(this.sigma.graphToViewport({ x: spot.x, y: -spot.y }));
    this.sigma.getCamera().setState({ x: framed.x, y: framed.y, ratio });
    this.sigma.refresh({ skipIndexation: true });
    this.moved = true;
  }

  zoom(factor: number): void {
    const camera = this.sigma.getCamera();
    camera.setState({ ratio: camera.getState().ratio / factor });
    this.moved = true;
  }

  reveal(node: number): void {
    const at = this.at(node);
    const inside = at.x > 0 && at.y > 0 && at.x < this.box.clientWidth && at.y < this.box.clientHeight;
    if (!inside) this.lookAt(this.spots[node]!, this.sigma.getCamera().getState().ratio);
  }

  at(node: number): Point {
    const { x, y } = this.spots[node]!;
    return this.sigma.graphToViewport({ x, y: -y });
  }

  pixels(): HTMLCanvasElement {
    this.sigma.refresh(); // what WebGL has drawn is there until the browser shows it
    const layers = [...this.box.querySelectorAll("canvas")];
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [this.over.width, this.over.height];
    const context = canvas.getContext("2d")!;
    for (const layer of layers) if (layer.width) context.drawImage(layer, 0, 0, canvas.width, canvas.height);
    return canvas;
  }

  protected render(): void {
    INK.dark = this.look.dark;
    const { paper } = this.look;
    const known = PROGRAMS.size;
    const shapes = programs(this.payload);
    if (PROGRAMS.size > known) this.sigma.setSetting("nodeProgramClasses", shapes);
    for (const node of this.payload.nodes) {
      const { x, y } = this.spots[node.id]!;
      const solid = this.isSolid(node.id);
      this.graph.mergeNode(String(node.id), {
        x, y: -y, type: node.shape, size: this.radius(node), color: mixed(this.fill(node), paper, solid ? 1 : 0.25), zIndex: solid ? 1 : 0,
      });
    }
    this.graph.clearEdges();
    for (const line of this.lines) {
      const [a, b] = [this.spots[line.from]!, this.spots[line.to]!];
      const length = Math.hypot(a.x - b.x, a.y - b.y) || 1;
      this.graph.addEdgeWithKey(line.id, String(line.from), String(line.to), {
        type: line.bend ? "bent" : "straight", curvature: Math.max(-0.5, Math.min(0.5, (2 * line.bend) / length)),
        size: line.width, color: mixed(line.colour, paper, this.opacity(line)), zIndex: line.faded ? 0 : 1,
      });
    }
    this.sigma.refresh();
  }

  /** Names, and rings about what is chosen, over what sigma has drawn. */
  private name(): void {
    const ratio = devicePixelRatio;
    const [width, height] = [this.box.clientWidth, this.box.clientHeight];
    [this.over.width, this.over.height] = [width * ratio, height * ratio];
    const context = this.over.getContext("2d")!;
    context.scale(ratio, ratio);
    context.strokeStyle = this.look.accent;
    context.lineWidth = 3;
    for (const node of this.chosen) {
      const { x, y } = this.at(node);
      context.beginPath();
      context.arc(x, y, this.radius(this.payload.nodes[node]!) * this.scale + 2, 0, 2 * Math.PI);
      context.stroke();
    }
    this.letter(context);
  }
}

const known = new Map<string, string>();

/** Sigma blends no lines with each other: a share of a colour on the paper, as one that covers. */
function mixed(colour: string, paper: string, share: number): string {
  const key = `${colour} ${paper} ${share}`;
  const found = known.get(key);
  if (found) return found;
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true })!;
  context.fillStyle = paper;
  context.fillRect(0, 0, 1, 1);
  context.globalAlpha = share;
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const [r, g, b] = context.getImageData(0, 0, 1, 1).data;
  const made = `#${[r!, g!, b!].map((n) => n.toString(16).padStart(2, "0")).join("")}`;
  known.set(key, made);
  return made;
}
