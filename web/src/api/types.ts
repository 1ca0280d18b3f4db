/** What the server says and takes, by the names of its schemas; `npm run types` makes them from its OpenAPI document. */
import type { components } from "./schema";

type Schemas = components["schemas"];

export type Project = Schemas["ProjectAnswer"];
export type NewProject = Partial<Schemas["NewProject"]> & Pick<Schemas["NewProject"], "name">;
export type Label = Schemas["LabelAnswer"];
export type Item = Schemas["ItemAnswer"];
export type ProjectItem = Schemas["ProjectItemAnswer"];
export type AddedItems = Schemas["AddedItems"];
export type Progress = Schemas["ProgressAnswer"];
export type Annotation = Schemas["AnnotationAnswer"];
export type AnnotationType = Annotation["type"];
export type AnnotationState = Annotation["state"];
export type Source = Annotation["source"];
export type Geometry = Annotation["geometry"];
export type BoxShape = Schemas["BoxShape"];
export type PolygonShape = Schemas["PolygonShape"];
export type MaskShape = Schemas["MaskShape"];
export type NewAnnotation = Pick<Schemas["NewAnnotationBody"], "project" | "type" | "geometry" | "source"> & Partial<Schemas["NewAnnotationBody"]>;
export type AnnotationChange = Partial<Schemas["AnnotationChange"]>;
export type Reviewed = Schemas["ReviewedAnswer"];
export type ReviewOrder = Pick<Schemas["ReviewBody"], "decision"> & Partial<Schemas["ReviewBody"]>;
export type ReviewFilter = Partial<Schemas["FilterBody"]>;
export type Bulk = Schemas["BulkAnswer"];
export type Undone = Schemas["UndoneAnswer"];
export type ReviewSample = Schemas["SampleAnswer"];
export type Reliability = Schemas["ReliabilityAnswer"];
export type Finding = Schemas["FindingBody"];
export type Job = Schemas["JobAnswer"];
export type AutoLabelJob = Schemas["AutoLabelJobAnswer"];
export type AutoLabelOrder = Partial<Schemas["AutoLabelOrder"]>;
export type Activity = Schemas["ActivityAnswer"];
export type Suggested = Schemas["SuggestAnswer"];
export type Provider = Schemas["ProviderAnswer"];
export type Model = Schemas["ModelBody"] | Schemas["DetectorBody"];
