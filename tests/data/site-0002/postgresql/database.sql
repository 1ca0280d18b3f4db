--
-- PostgreSQL database dump
--


-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: audit_events_keep(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.audit_events_keep() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN RAISE EXCEPTION 'audit events are only ever added'; END $$;


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: agent_executions; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.agent_executions (
    id bigint NOT NULL,
    uid character varying(64) NOT NULL,
    agent_id bigint NOT NULL,
    project_id bigint,
    task_type character varying(32) NOT NULL,
    event_type character varying(64) NOT NULL,
    subject character varying(64) NOT NULL,
    event_payload jsonb NOT NULL,
    status character varying(16) NOT NULL,
    action character varying(16),
    response_payload jsonb,
    error_message text,
    started_at timestamp with time zone,
    completed_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);


--
-- Name: agent_executions_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.agent_executions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: agent_executions_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.agent_executions_id_seq OWNED BY public.agent_executions.id;


--
-- Name: agents; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.agents (
    id bigint NOT NULL,
    uid character varying(64) NOT NULL,
    project_id bigint,
    name character varying(255) NOT NULL,
    description text NOT NULL,
    events jsonb NOT NULL,
    task_types jsonb NOT NULL,
    callback_url character varying(2048),
    is_active boolean NOT NULL,
    created_by bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);


--
-- Name: agents_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.agents_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: agents_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.agents_id_seq OWNED BY public.agents.id;


--
-- Name: alembic_version; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);


--
-- Name: annotation_counts; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.annotation_counts (
    project_id bigint NOT NULL,
    state character varying(16) NOT NULL,
    source character varying(16) NOT NULL,
    model character varying(255) NOT NULL,
    label_id integer NOT NULL,
    tenth integer NOT NULL,
    count integer NOT NULL
);


--
-- Name: annotation_issues; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.annotation_issues (
    id bigint NOT NULL,
    uid character varying(64) NOT NULL,
    dataset_id bigint NOT NULL,
    sequence_id bigint,
    item_id bigint,
    project_id bigint,
    reporter_id bigint NOT NULL,
    tool character varying(64) NOT NULL,
    problem character varying(64) NOT NULL,
    priority character varying(16) NOT NULL,
    severity character varying(16) NOT NULL,
    status character varying(24) NOT NULL,
    description text NOT NULL,
    wrong_class character varying(100),
    correct_class character varying(100),
    should_re_annotate boolean,
    should_delete boolean,
    frames_affected character varying(255),
    coordinates jsonb,
    query_params jsonb,
    object_uid character varying(64),
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone
);


--
-- Name: annotation_issues_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.annotation_issues_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: annotation_issues_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.annotation_issues_id_seq OWNED BY public.annotation_issues.id;


--
-- Name: annotations; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.annotations (
    id bigint NOT NULL,
    uid character varying(64) NOT NULL,
    project_id bigint NOT NULL,
    item_id bigint NOT NULL,
    label_id bigint,
    type character varying(32) NOT NULL,
    geometry jsonb NOT NULL,
    attributes jsonb NOT NULL,
    source character varying(16) NOT NULL,
    state character varying(16) NOT NULL,
    confidence double precision,
    model character varying(255) NOT NULL,
    track character varying(64),
    version integer NOT NULL,
    created_by bigint NOT NULL,
    updated_by bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);


--
-- Name: annotations_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.annotations_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: annotations_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.annotations_id_seq OWNED BY public.annotations.id;


--
-- Name: api_keys; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.api_keys (
    id bigint NOT NULL,
    uid character varying(64) NOT NULL,
    user_id bigint NOT NULL,
    name character varying(255) NOT NULL,
    sha256 character varying(64) NOT NULL,
    scopes jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone,
    revoked_at timestamp with time zone
);


--
-- Name: api_keys_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.api_keys_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: api_keys_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.api_keys_id_seq OWNED BY public.api_keys.id;


--
-- Name: audit_events; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.audit_events (
    id bigint NOT NULL,
    uid character varying(64) NOT NULL,
    user_id bigint,
    key_uid character varying(64),
    action character varying(64) NOT NULL,
    subject_type character varying(32) NOT NULL,
    subject_uid character varying(128) NOT NULL,
    project_id bigint,
    job_uid character varying(64),
    before jsonb,
    after jsonb,
    created_at timestamp with time zone NOT NULL
);


--
-- Name: audit_events_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.audit_events_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: audit_events_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.audit_events_id_seq OWNED BY public.audit_events.id;


--
-- Name: consensus_configs; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.consensus_configs (
    id bigint NOT NULL,
    uid character varying(64) NOT NULL,
    project_id bigint NOT NULL,
    iou_threshold double precision NOT NULL,
    min_agreement_ratio double precision NOT NULL,
    min_annotations integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);


--
-- Name: consensus_configs_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.consensus_configs_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: consensus_configs_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.consensus_configs_id_seq OWNED BY public.consensus_configs.id;


--
-- Name: datasets; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.datasets (
    id bigint NOT NULL,
    uid character varying(64) NOT NULL,
    organization_id bigint NOT NULL,
    owner_name character varying(100) NOT NULL,
    name character varying(255) NOT NULL,
    slug character varying(100) NOT NULL,
    data_type character varying(16) NOT NULL,
    visibility character varying(16) NOT NULL,
    status character varying(16) NOT NULL,
    item_count integer NOT NULL,
    metadata jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    deleted_at timestamp with time zone
);


--
-- Name: datasets_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.datasets_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: datasets_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.datasets_id_seq OWNED BY public.datasets.id;


--
-- Name: exports; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.exports (
    id bigint NOT NULL,
    uid character varying(64) NOT NULL,
    name character varying(255) NOT NULL,
    format character varying(32) NOT NULL,
    status character varying(16) NOT NULL,
    scope jsonb NOT NULL,
    total_task_count integer NOT NULL,
    exported_task_count integer NOT NULL,
    error_message text,
    created_by bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);


--
-- Name: exports_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.exports_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: exports_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.exports_id_seq OWNED BY public.exports.id;


--
-- Name: images; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.images (
    id bigint NOT NULL,
    uid character varying(71) NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    format character varying(8) NOT NULL,
    media_type character varying(32) NOT NULL,
    pixels_sha256 character varying(64) NOT NULL,
    bytes bigint NOT NULL,
    created_at timestamp with time zone NOT NULL
);


--
-- Name: images_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.images_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: images_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.images_id_seq OWNED BY public.images.id;


--
-- Name: inference_providers; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.inference_providers (
    id bigint NOT NULL,
    uid character varying(64) NOT NULL,
    project_id bigint,
    name character varying(255) NOT NULL,
    description text NOT NULL,
    provider_type character varying(32) NOT NULL,
    config jsonb NOT NULL,
    is_active boolean NOT NULL,
    last_test_at timestamp with time zone,
    last_test_success boolean,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);


--
-- Name: inference_providers_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.inference_providers_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: inference_providers_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.inference_providers_id_seq OWNED BY public.inference_providers.id;


--
-- Name: items; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.items (
    id bigint NOT NULL,
    uid character varying(64) NOT NULL,
    dataset_id bigint NOT NULL,
    image_id bigint NOT NULL,
    sequence_id bigint,
    frame_index integer,
    key character varying(1024) NOT NULL,
    metadata jsonb NOT NULL,
    is_hidden boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);


--
-- Name: items_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.items_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: items_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.items_id_seq OWNED BY public.items.id;


--
-- Name: job_items; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.job_items (
    id bigint NOT NULL,
    job_id bigint NOT NULL,
    subject character varying(128) NOT NULL,
    status character varying(16) NOT NULL,
    error_code character varying(64),
    error_message text,
    updated_at timestamp with time zone NOT NULL
);


--
-- Name: job_items_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.job_items_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: job_items_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.job_items_id_seq OWNED BY public.job_items.id;


--
-- Name: jobs; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.jobs (
    id bigint NOT NULL,
    uid character varying(64) NOT NULL,
    kind character varying(32) NOT NULL,
    project_id bigint,
    status character varying(16) NOT NULL,
    options jsonb NOT NULL,
    summary jsonb NOT NULL,
    total_items integer NOT NULL,
    successful_items integer NOT NULL,
    failed_items integer NOT NULL,
    skipped_items integer NOT NULL,
    error_message text,
    created_by bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    started_at timestamp with time zone,
    completed_at timestamp with time zone
);


--
-- Name: jobs_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.jobs_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: jobs_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.jobs_id_seq OWNED BY public.jobs.id;


--
-- Name: labels; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.labels (
    id bigint NOT NULL,
    uid character varying(64) NOT NULL,
    project_id bigint NOT NULL,
    name character varying(100) NOT NULL,
    color character varying(7) NOT NULL,
    shortcut character varying(1),
    attributes jsonb NOT NULL,
    "position" integer NOT NULL,
    is_archived boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);


--
-- Name: labels_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.labels_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: labels_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.labels_id_seq OWNED BY public.labels.id;


--
-- Name: manual_uploads; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.manual_uploads (
    id bigint NOT NULL,
    uid character varying(64) NOT NULL,
    user_id bigint NOT NULL,
    dataset_name character varying(255) NOT NULL,
    key character varying(1024) NOT NULL,
    length bigint NOT NULL,
    image_uid character varying(71),
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL
);


--
-- Name: manual_uploads_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.manual_uploads_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: manual_uploads_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.manual_uploads_id_seq OWNED BY public.manual_uploads.id;


--
-- Name: organizations; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.organizations (
    id bigint NOT NULL,
    uid character varying(64) NOT NULL,
    name character varying(255) NOT NULL,
    slug character varying(100) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);


--
-- Name: organizations_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.organizations_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: organizations_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.organizations_id_seq OWNED BY public.organizations.id;


--
-- Name: project_datasets; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.project_datasets (
    project_id bigint NOT NULL,
    dataset_id bigint NOT NULL
);


--
-- Name: project_members; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.project_members (
    project_id bigint NOT NULL,
    user_id bigint NOT NULL
);


--
-- Name: projects; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.projects (
    id bigint NOT NULL,
    uid character varying(64) NOT NULL,
    organization_id bigint NOT NULL,
    name character varying(255) NOT NULL,
    description text NOT NULL,
    task_type character varying(32) NOT NULL,
    status character varying(16) NOT NULL,
    members_only boolean NOT NULL,
    version integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    deleted_at timestamp with time zone
);


--
-- Name: projects_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.projects_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: projects_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.projects_id_seq OWNED BY public.projects.id;


--
-- Name: quality_targets; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.quality_targets (
    id bigint NOT NULL,
    uid character varying(64) NOT NULL,
    project_id bigint NOT NULL,
    name character varying(255) NOT NULL,
    metric character varying(64) NOT NULL,
    operator character varying(8) NOT NULL,
    threshold double precision NOT NULL,
    severity character varying(16) NOT NULL,
    is_active boolean NOT NULL,
    notify_webhook boolean NOT NULL,
    notify_emails jsonb NOT NULL,
    last_evaluated_at timestamp with time zone,
    last_value double precision,
    is_breached boolean NOT NULL,
    breach_count integer NOT NULL,
    last_breached_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);


--
-- Name: quality_targets_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.quality_targets_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: quality_targets_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.quality_targets_id_seq OWNED BY public.quality_targets.id;


--
-- Name: review_decisions; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.review_decisions (
    id bigint NOT NULL,
    uid character varying(64) NOT NULL,
    project_id bigint NOT NULL,
    annotation_uid character varying(64) NOT NULL,
    user_id bigint NOT NULL,
    decision character varying(16) NOT NULL,
    is_modified boolean NOT NULL,
    comment text NOT NULL,
    before jsonb,
    after jsonb,
    created_at timestamp with time zone NOT NULL
);


--
-- Name: review_decisions_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.review_decisions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: review_decisions_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.review_decisions_id_seq OWNED BY public.review_decisions.id;


--
-- Name: sequences; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.sequences (
    id bigint NOT NULL,
    uid character varying(64) NOT NULL,
    dataset_id bigint NOT NULL,
    key character varying(1024) NOT NULL,
    status character varying(16) NOT NULL,
    number_of_frames integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);


--
-- Name: sequences_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.sequences_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: sequences_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.sequences_id_seq OWNED BY public.sequences.id;


--
-- Name: tasks; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.tasks (
    id bigint NOT NULL,
    uid character varying(64) NOT NULL,
    project_id bigint NOT NULL,
    item_id bigint NOT NULL,
    status character varying(16) NOT NULL,
    assignee_id bigint,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);


--
-- Name: tasks_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.tasks_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: tasks_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.tasks_id_seq OWNED BY public.tasks.id;


--
-- Name: uploads; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.uploads (
    id bigint NOT NULL,
    uid character varying(64) NOT NULL,
    user_id bigint NOT NULL,
    dataset_id bigint NOT NULL,
    key character varying(1024) NOT NULL,
    length bigint NOT NULL,
    metadata jsonb NOT NULL,
    declared text NOT NULL,
    status character varying(16) NOT NULL,
    item_uid character varying(64),
    detail text,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL
);


--
-- Name: uploads_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.uploads_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: uploads_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.uploads_id_seq OWNED BY public.uploads.id;


--
-- Name: users; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.users (
    id bigint NOT NULL,
    uid character varying(64) NOT NULL,
    organization_id bigint NOT NULL,
    username character varying(100) NOT NULL,
    email character varying(255),
    role character varying(16) NOT NULL,
    is_active boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);


--
-- Name: users_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.users_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: users_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.users_id_seq OWNED BY public.users.id;


--
-- Name: webhook_deliveries; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.webhook_deliveries (
    id bigint NOT NULL,
    uid character varying(64) NOT NULL,
    webhook_id bigint NOT NULL,
    event_type character varying(64) NOT NULL,
    payload jsonb NOT NULL,
    status character varying(16) NOT NULL,
    attempts integer NOT NULL,
    next_retry_at timestamp with time zone,
    response_status integer,
    response_body text,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);


--
-- Name: webhook_deliveries_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.webhook_deliveries_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: webhook_deliveries_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.webhook_deliveries_id_seq OWNED BY public.webhook_deliveries.id;


--
-- Name: webhooks; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.webhooks (
    id bigint NOT NULL,
    uid character varying(64) NOT NULL,
    target_url character varying(2048) NOT NULL,
    events jsonb NOT NULL,
    is_active boolean NOT NULL,
    secret character varying(255) NOT NULL,
    created_by bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    deleted_at timestamp with time zone
);


--
-- Name: webhooks_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

CREATE SEQUENCE public.webhooks_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: webhooks_id_seq; Type: SEQUENCE OWNED BY; Schema: public; Owner: -
--

ALTER SEQUENCE public.webhooks_id_seq OWNED BY public.webhooks.id;


--
-- Name: agent_executions id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.agent_executions ALTER COLUMN id SET DEFAULT nextval('public.agent_executions_id_seq'::regclass);


--
-- Name: agents id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.agents ALTER COLUMN id SET DEFAULT nextval('public.agents_id_seq'::regclass);


--
-- Name: annotation_issues id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.annotation_issues ALTER COLUMN id SET DEFAULT nextval('public.annotation_issues_id_seq'::regclass);


--
-- Name: annotations id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.annotations ALTER COLUMN id SET DEFAULT nextval('public.annotations_id_seq'::regclass);


--
-- Name: api_keys id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.api_keys ALTER COLUMN id SET DEFAULT nextval('public.api_keys_id_seq'::regclass);


--
-- Name: audit_events id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit_events ALTER COLUMN id SET DEFAULT nextval('public.audit_events_id_seq'::regclass);


--
-- Name: consensus_configs id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.consensus_configs ALTER COLUMN id SET DEFAULT nextval('public.consensus_configs_id_seq'::regclass);


--
-- Name: datasets id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.datasets ALTER COLUMN id SET DEFAULT nextval('public.datasets_id_seq'::regclass);


--
-- Name: exports id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.exports ALTER COLUMN id SET DEFAULT nextval('public.exports_id_seq'::regclass);


--
-- Name: images id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.images ALTER COLUMN id SET DEFAULT nextval('public.images_id_seq'::regclass);


--
-- Name: inference_providers id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.inference_providers ALTER COLUMN id SET DEFAULT nextval('public.inference_providers_id_seq'::regclass);


--
-- Name: items id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.items ALTER COLUMN id SET DEFAULT nextval('public.items_id_seq'::regclass);


--
-- Name: job_items id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.job_items ALTER COLUMN id SET DEFAULT nextval('public.job_items_id_seq'::regclass);


--
-- Name: jobs id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.jobs ALTER COLUMN id SET DEFAULT nextval('public.jobs_id_seq'::regclass);


--
-- Name: labels id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.labels ALTER COLUMN id SET DEFAULT nextval('public.labels_id_seq'::regclass);


--
-- Name: manual_uploads id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.manual_uploads ALTER COLUMN id SET DEFAULT nextval('public.manual_uploads_id_seq'::regclass);


--
-- Name: organizations id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.organizations ALTER COLUMN id SET DEFAULT nextval('public.organizations_id_seq'::regclass);


--
-- Name: projects id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.projects ALTER COLUMN id SET DEFAULT nextval('public.projects_id_seq'::regclass);


--
-- Name: quality_targets id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.quality_targets ALTER COLUMN id SET DEFAULT nextval('public.quality_targets_id_seq'::regclass);


--
-- Name: review_decisions id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.review_decisions ALTER COLUMN id SET DEFAULT nextval('public.review_decisions_id_seq'::regclass);


--
-- Name: sequences id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sequences ALTER COLUMN id SET DEFAULT nextval('public.sequences_id_seq'::regclass);


--
-- Name: tasks id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tasks ALTER COLUMN id SET DEFAULT nextval('public.tasks_id_seq'::regclass);


--
-- Name: uploads id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.uploads ALTER COLUMN id SET DEFAULT nextval('public.uploads_id_seq'::regclass);


--
-- Name: users id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.users ALTER COLUMN id SET DEFAULT nextval('public.users_id_seq'::regclass);


--
-- Name: webhook_deliveries id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_deliveries ALTER COLUMN id SET DEFAULT nextval('public.webhook_deliveries_id_seq'::regclass);


--
-- Name: webhooks id; Type: DEFAULT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhooks ALTER COLUMN id SET DEFAULT nextval('public.webhooks_id_seq'::regclass);


--
-- Data for Name: agent_executions; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.agent_executions VALUES (1, '34dc618c-6753-44c8-8807-484c828dbeb3', 1, 1, 'bounding_box', 'result.submitted', 'd095963b-ff6b-4130-a5cb-46676ea71870@1', '{"task_uid": "2df22057-103e-4a14-b966-7edb239df7eb", "task_name": "street/0000.png", "task_type": "bounding_box", "result_uid": "d095963b-ff6b-4130-a5cb-46676ea71870", "project_uid": "9792707a-6eb6-4e0a-8972-807eed09b62f", "result_data": [{"x": 1.5, "y": 2.0, "uid": "d095963b-ff6b-4130-a5cb-46676ea71870", "bbox": [1.5, 2.0, 30.0, 40.25], "type": "bounding_box", "label": "car", "model": null, "state": "draft", "track": "track-0", "width": 30.0, "height": 40.25, "source": "human", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "attributes": {"doors": 5, "plate": "BE 1", "lights": ["left"], "parked": true, "occlusion": "some"}, "confidence": null, "created_at": "2026-11-25T21:20:05.092Z", "created_by": "lead"}], "task_status": "pending", "result_metadata": {"item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "model": null, "state": "draft", "source": "human", "version": 1, "confidence": null}}', 'pending', NULL, NULL, NULL, '2026-11-25 21:20:05.146896+00', NULL, '2026-11-25 21:20:05.14845+00', '2026-11-25 21:20:05.148455+00');
INSERT INTO public.agent_executions VALUES (2, '0122b2c9-6fea-4062-be22-2baecd5cb994', 1, 1, 'bounding_box', 'result.submitted', '539bf77d-309f-49bc-83d8-c6bbd4706e23@1', '{"task_uid": "2df22057-103e-4a14-b966-7edb239df7eb", "task_name": "street/0000.png", "task_type": "bounding_box", "result_uid": "539bf77d-309f-49bc-83d8-c6bbd4706e23", "project_uid": "9792707a-6eb6-4e0a-8972-807eed09b62f", "result_data": [{"x": 1.5, "y": 2.0, "uid": "539bf77d-309f-49bc-83d8-c6bbd4706e23", "bbox": [1.5, 2.0, 30.0, 40.25], "type": "bounding_box", "label": null, "model": "yolo", "state": "draft", "track": "track-3", "width": 30.0, "height": 40.25, "source": "sam", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "attributes": {}, "confidence": 0.17647058823529413, "created_at": "2026-11-25T21:20:05.557Z", "created_by": "anna"}], "task_status": "pending", "result_metadata": {"item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "model": "yolo", "state": "draft", "source": "sam", "version": 1, "confidence": 0.17647058823529413}}', 'pending', NULL, NULL, NULL, '2026-11-25 21:20:05.584306+00', NULL, '2026-11-25 21:20:05.584504+00', '2026-11-25 21:20:05.584505+00');
INSERT INTO public.agent_executions VALUES (3, '6be79515-03c8-4c28-8b3d-54e143f00a72', 1, 1, 'bounding_box', 'result.submitted', 'da8b92f6-13e5-4d22-9978-11d79b50c787@1', '{"task_uid": "2df22057-103e-4a14-b966-7edb239df7eb", "task_name": "street/0000.png", "task_type": "bounding_box", "result_uid": "da8b92f6-13e5-4d22-9978-11d79b50c787", "project_uid": "9792707a-6eb6-4e0a-8972-807eed09b62f", "result_data": [{"x": 1.5, "y": 2.0, "uid": "da8b92f6-13e5-4d22-9978-11d79b50c787", "bbox": [1.5, 2.0, 30.0, 40.25], "type": "bounding_box", "label": "lorry", "model": "mini", "state": "draft", "track": "track-6", "width": 30.0, "height": 40.25, "source": "auto_label", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "attributes": {}, "confidence": 0.35294117647058826, "created_at": "2026-11-25T21:20:05.894Z", "created_by": "anna"}], "task_status": "pending", "result_metadata": {"item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "model": "mini", "state": "draft", "source": "auto_label", "version": 1, "confidence": 0.35294117647058826}}', 'pending', NULL, NULL, NULL, '2026-11-25 21:20:05.922344+00', NULL, '2026-11-25 21:20:05.922609+00', '2026-11-25 21:20:05.922611+00');
INSERT INTO public.agent_executions VALUES (4, 'c667a67b-fa0f-4376-850d-5050d27f7913', 1, 1, 'polygon', 'result.submitted', 'b490014f-328b-40e8-89b9-fbfdfaff5612@1', '{"task_uid": "2b146098-37cb-4126-be4b-771b8a0a39df", "task_name": "street/0001.jpeg", "task_type": "polygon", "result_uid": "b490014f-328b-40e8-89b9-fbfdfaff5612", "project_uid": "9792707a-6eb6-4e0a-8972-807eed09b62f", "result_data": [{"uid": "b490014f-328b-40e8-89b9-fbfdfaff5612", "type": "polygon", "label": null, "model": "yolo", "state": "draft", "track": "track-7", "source": "propagated", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "polygons": [{"holes": [[[20.0, 20.0], [30.0, 20.0], [30.0, 30.0], [20.0, 30.0]]], "exterior": [[10.0, 10.0], [50.0, 10.0], [50.0, 60.0], [10.0, 60.0]]}], "vertices": [[10.0, 10.0], [50.0, 10.0], [50.0, 60.0], [10.0, 60.0]], "attributes": {}, "confidence": 0.4117647058823529, "created_at": "2026-11-25T21:20:06.043Z", "created_by": "anna"}], "task_status": "pending", "result_metadata": {"item": "d8d300dd-7ee2-4ff9-9484-fe0a035cab65", "model": "yolo", "state": "draft", "source": "propagated", "version": 1, "confidence": 0.4117647058823529}}', 'pending', NULL, NULL, NULL, '2026-11-25 21:20:06.072601+00', NULL, '2026-11-25 21:20:06.072773+00', '2026-11-25 21:20:06.072775+00');
INSERT INTO public.agent_executions VALUES (5, 'bd183fca-30f6-494e-8f91-db65106121c8', 1, 1, 'segmentation_mask', 'result.submitted', '820c53ca-a174-456f-9021-f3ebfa73c526@1', '{"task_uid": "9ecac526-5e2a-4f17-90d2-e2f62fe24aef", "task_name": "street/0002.webp", "task_type": "segmentation_mask", "result_uid": "820c53ca-a174-456f-9021-f3ebfa73c526", "project_uid": "9792707a-6eb6-4e0a-8972-807eed09b62f", "result_data": [{"uid": "820c53ca-a174-456f-9021-f3ebfa73c526", "mask": {"size": [160, 240], "order": "column", "counts": [1000, 50, 37350], "encoding": "rle"}, "type": "segmentation_mask", "label": "car", "model": "mini", "state": "draft", "track": "track-8", "source": "imported", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "attributes": {"doors": 5, "plate": "BE 1", "lights": ["left"], "parked": true, "occlusion": "some"}, "confidence": 0.47058823529411764, "created_at": "2026-11-25T21:20:06.262Z", "created_by": "anna"}], "task_status": "pending", "result_metadata": {"item": "e861c85b-ba5e-4020-9301-fe94bfa39d03", "model": "mini", "state": "draft", "source": "imported", "version": 1, "confidence": 0.47058823529411764}}', 'pending', NULL, NULL, NULL, '2026-11-25 21:20:06.298569+00', NULL, '2026-11-25 21:20:06.298894+00', '2026-11-25 21:20:06.298897+00');
INSERT INTO public.agent_executions VALUES (7, 'e3b355cb-3084-4ddd-859f-a49d89a7cbe1', 1, 1, 'bounding_box', 'result.accepted', '6938805e-49a1-4fb7-a045-b22701b203c1@2', '{"task_uid": "2df22057-103e-4a14-b966-7edb239df7eb", "task_name": "street/0000.png", "task_type": "bounding_box", "result_uid": "6938805e-49a1-4fb7-a045-b22701b203c1", "project_uid": "9792707a-6eb6-4e0a-8972-807eed09b62f", "result_data": [{"x": 1.5, "y": 2.0, "uid": "6938805e-49a1-4fb7-a045-b22701b203c1", "bbox": [1.5, 2.0, 30.0, 40.25], "type": "bounding_box", "label": "dog", "model": "yolo", "state": "accepted", "track": null, "width": 30.0, "height": 40.25, "source": "auto_label", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 2, "attributes": {}, "confidence": 0.35, "created_at": "2026-11-25T21:20:06.944Z", "created_by": "lead"}], "task_status": "pending", "result_metadata": {"item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "model": "yolo", "state": "accepted", "source": "auto_label", "version": 2, "confidence": 0.35}}', 'pending', NULL, NULL, NULL, '2026-11-25 21:20:07.082601+00', NULL, '2026-11-25 21:20:07.082803+00', '2026-11-25 21:20:07.082805+00');
INSERT INTO public.agent_executions VALUES (6, '3929b7e0-0c97-4ad8-b80e-37a5f110757e', 1, 1, 'bounding_box', 'result.submitted', '6938805e-49a1-4fb7-a045-b22701b203c1@1', '{"task_uid": "2df22057-103e-4a14-b966-7edb239df7eb", "task_name": "street/0000.png", "task_type": "bounding_box", "result_uid": "6938805e-49a1-4fb7-a045-b22701b203c1", "project_uid": "9792707a-6eb6-4e0a-8972-807eed09b62f", "result_data": [{"x": 1.5, "y": 2.0, "uid": "6938805e-49a1-4fb7-a045-b22701b203c1", "bbox": [1.5, 2.0, 30.0, 40.25], "type": "bounding_box", "label": "dog", "model": "yolo", "state": "draft", "track": null, "width": 30.0, "height": 40.25, "source": "auto_label", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "attributes": {}, "confidence": 0.35, "created_at": "2026-11-25T21:20:06.944Z", "created_by": "lead"}], "task_status": "pending", "result_metadata": {"item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "model": "yolo", "state": "draft", "source": "auto_label", "version": 1, "confidence": 0.35}}', 'completed', 'approve', '{"action": "approve", "reason": "I approve it."}', NULL, '2026-11-25 21:20:06.968823+00', '2026-11-25 21:20:07.084457+00', '2026-11-25 21:20:06.969052+00', '2026-11-25 21:20:07.085454+00');
INSERT INTO public.agent_executions VALUES (8, '7bf52614-9c5d-4d6b-a587-d3acf1ce849c', 1, 1, 'bounding_box', 'result.submitted', '8d60456c-9ceb-43da-aa7b-4117979e3a27@1', '{"task_uid": "2df22057-103e-4a14-b966-7edb239df7eb", "task_name": "street/0000.png", "task_type": "bounding_box", "result_uid": "8d60456c-9ceb-43da-aa7b-4117979e3a27", "project_uid": "9792707a-6eb6-4e0a-8972-807eed09b62f", "result_data": [{"x": 1.5, "y": 2.0, "uid": "8d60456c-9ceb-43da-aa7b-4117979e3a27", "bbox": [1.5, 2.0, 30.0, 40.25], "type": "bounding_box", "label": "dog", "model": "yolo", "state": "draft", "track": null, "width": 30.0, "height": 40.25, "source": "auto_label", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "attributes": {}, "confidence": 0.35, "created_at": "2026-11-25T21:20:07.110Z", "created_by": "lead"}], "task_status": "pending", "result_metadata": {"item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "model": "yolo", "state": "draft", "source": "auto_label", "version": 1, "confidence": 0.35}}', 'completed', 'reject', '{"action": "reject", "reason": "I reject it."}', NULL, '2026-11-25 21:20:07.166473+00', '2026-11-25 21:20:07.222547+00', '2026-11-25 21:20:07.166689+00', '2026-11-25 21:20:07.222917+00');
INSERT INTO public.agent_executions VALUES (9, '4d98c426-fffd-437f-a514-d8ac914cd7cb', 1, 1, 'bounding_box', 'result.submitted', '39fcc139-7c43-44f0-afe2-f957ac814b03@1', '{"task_uid": "2df22057-103e-4a14-b966-7edb239df7eb", "task_name": "street/0000.png", "task_type": "bounding_box", "result_uid": "39fcc139-7c43-44f0-afe2-f957ac814b03", "project_uid": "9792707a-6eb6-4e0a-8972-807eed09b62f", "result_data": [{"x": 1.5, "y": 2.0, "uid": "39fcc139-7c43-44f0-afe2-f957ac814b03", "bbox": [1.5, 2.0, 30.0, 40.25], "type": "bounding_box", "label": "dog", "model": "yolo", "state": "draft", "track": null, "width": 30.0, "height": 40.25, "source": "auto_label", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "attributes": {}, "confidence": 0.35, "created_at": "2026-11-25T21:20:07.242Z", "created_by": "lead"}], "task_status": "pending", "result_metadata": {"item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "model": "yolo", "state": "draft", "source": "auto_label", "version": 1, "confidence": 0.35}}', 'completed', 'flag', '{"action": "flag", "reason": "I flag it."}', NULL, '2026-11-25 21:20:07.274484+00', '2026-11-25 21:20:07.349333+00', '2026-11-25 21:20:07.274724+00', '2026-11-25 21:20:07.349877+00');
INSERT INTO public.agent_executions VALUES (10, '6e580101-d392-46e2-a3c2-270efb4ce539', 1, 1, 'bounding_box', 'result.submitted', '6bd3994e-8357-4392-a890-00597bcc1e2b@1', '{"task_uid": "2df22057-103e-4a14-b966-7edb239df7eb", "task_name": "street/0000.png", "task_type": "bounding_box", "result_uid": "6bd3994e-8357-4392-a890-00597bcc1e2b", "project_uid": "9792707a-6eb6-4e0a-8972-807eed09b62f", "result_data": [{"x": 1.5, "y": 2.0, "uid": "6bd3994e-8357-4392-a890-00597bcc1e2b", "bbox": [1.5, 2.0, 30.0, 40.25], "type": "bounding_box", "label": "dog", "model": "yolo", "state": "draft", "track": null, "width": 30.0, "height": 40.25, "source": "auto_label", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "attributes": {}, "confidence": 0.35, "created_at": "2026-11-25T21:20:07.379Z", "created_by": "lead"}], "task_status": "pending", "result_metadata": {"item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "model": "yolo", "state": "draft", "source": "auto_label", "version": 1, "confidence": 0.35}}', 'completed', 'skip', '{"action": "skip", "reason": "I skip it."}', NULL, '2026-11-25 21:20:07.404355+00', '2026-11-25 21:20:07.438634+00', '2026-11-25 21:20:07.404581+00', '2026-11-25 21:20:07.439197+00');
INSERT INTO public.agent_executions VALUES (11, '70086e17-8336-4923-b921-5848c596dee9', 1, 1, 'bounding_box', 'result.submitted', 'ec0271cd-2274-4369-bbc0-1b165c9f65f1@1', '{"task_uid": "2df22057-103e-4a14-b966-7edb239df7eb", "task_name": "street/0000.png", "task_type": "bounding_box", "result_uid": "ec0271cd-2274-4369-bbc0-1b165c9f65f1", "project_uid": "9792707a-6eb6-4e0a-8972-807eed09b62f", "result_data": [{"x": 1.5, "y": 2.0, "uid": "ec0271cd-2274-4369-bbc0-1b165c9f65f1", "bbox": [1.5, 2.0, 30.0, 40.25], "type": "bounding_box", "label": "dog", "model": "yolo", "state": "draft", "track": null, "width": 30.0, "height": 40.25, "source": "auto_label", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "attributes": {}, "confidence": 0.35, "created_at": "2026-11-25T21:20:07.460Z", "created_by": "lead"}], "task_status": "pending", "result_metadata": {"item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "model": "yolo", "state": "draft", "source": "auto_label", "version": 1, "confidence": 0.35}}', 'failed', 'approve', '{"action": "approve", "reason": "I too late it."}', 'the annotation was changed or reviewed meanwhile; it is draft now', '2026-11-25 21:20:07.479837+00', '2026-11-25 21:20:07.54891+00', '2026-11-25 21:20:07.480095+00', '2026-11-25 21:20:07.549325+00');
INSERT INTO public.agent_executions VALUES (13, '2d0e5da4-af89-450b-a151-b9a72f7bf87f', 1, 1, 'bounding_box', 'result.accepted', '607cd790-a32c-4fa2-b8be-a29341eea1b1@2', '{"task_uid": "2df22057-103e-4a14-b966-7edb239df7eb", "task_name": "street/0000.png", "task_type": "bounding_box", "result_uid": "607cd790-a32c-4fa2-b8be-a29341eea1b1", "project_uid": "9792707a-6eb6-4e0a-8972-807eed09b62f", "result_data": [{"x": 1.5, "y": 2.0, "uid": "607cd790-a32c-4fa2-b8be-a29341eea1b1", "bbox": [1.5, 2.0, 30.0, 40.25], "type": "bounding_box", "label": "dog", "model": "yolo", "state": "accepted", "track": null, "width": 30.0, "height": 40.25, "source": "propagated", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 2, "attributes": {}, "confidence": 0.35, "created_at": "2026-11-25T21:20:07.562Z", "created_by": "lead"}], "task_status": "pending", "result_metadata": {"item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "model": "yolo", "state": "accepted", "source": "propagated", "version": 2, "confidence": 0.35}}', 'pending', NULL, NULL, NULL, '2026-11-25 21:20:07.621676+00', NULL, '2026-11-25 21:20:07.625377+00', '2026-11-25 21:20:07.625383+00');
INSERT INTO public.agent_executions VALUES (12, 'eae83e9c-5ccf-41c5-a645-9f73f6536bc1', 1, 1, 'bounding_box', 'result.submitted', '607cd790-a32c-4fa2-b8be-a29341eea1b1@1', '{"task_uid": "2df22057-103e-4a14-b966-7edb239df7eb", "task_name": "street/0000.png", "task_type": "bounding_box", "result_uid": "607cd790-a32c-4fa2-b8be-a29341eea1b1", "project_uid": "9792707a-6eb6-4e0a-8972-807eed09b62f", "result_data": [{"x": 1.5, "y": 2.0, "uid": "607cd790-a32c-4fa2-b8be-a29341eea1b1", "bbox": [1.5, 2.0, 30.0, 40.25], "type": "bounding_box", "label": "dog", "model": "yolo", "state": "draft", "track": null, "width": 30.0, "height": 40.25, "source": "propagated", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "attributes": {}, "confidence": 0.35, "created_at": "2026-11-25T21:20:07.562Z", "created_by": "lead"}], "task_status": "pending", "result_metadata": {"item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "model": "yolo", "state": "draft", "source": "propagated", "version": 1, "confidence": 0.35}}', 'completed', 'approve', '{"action": "approve", "reason": "I approve it."}', NULL, '2026-11-25 21:20:07.571092+00', '2026-11-25 21:20:07.626328+00', '2026-11-25 21:20:07.571257+00', '2026-11-25 21:20:07.626802+00');
INSERT INTO public.agent_executions VALUES (14, '5b55c674-2989-4e91-b95f-2dec3bc41a8c', 1, 1, 'bounding_box', 'result.submitted', '5a1277f8-2d65-4c71-89cd-d9cd9a862d32@1', '{"task_uid": "2df22057-103e-4a14-b966-7edb239df7eb", "task_name": "street/0000.png", "task_type": "bounding_box", "result_uid": "5a1277f8-2d65-4c71-89cd-d9cd9a862d32", "project_uid": "9792707a-6eb6-4e0a-8972-807eed09b62f", "result_data": [{"x": 1.5, "y": 2.0, "uid": "5a1277f8-2d65-4c71-89cd-d9cd9a862d32", "bbox": [1.5, 2.0, 30.0, 40.25], "type": "bounding_box", "label": "dog", "model": "yolo", "state": "draft", "track": null, "width": 30.0, "height": 40.25, "source": "propagated", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "attributes": {}, "confidence": 0.35, "created_at": "2026-11-25T21:20:07.650Z", "created_by": "lead"}], "task_status": "pending", "result_metadata": {"item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "model": "yolo", "state": "draft", "source": "propagated", "version": 1, "confidence": 0.35}}', 'completed', 'reject', '{"action": "reject", "reason": "I reject it."}', NULL, '2026-11-25 21:20:07.674445+00', '2026-11-25 21:20:07.733504+00', '2026-11-25 21:20:07.674722+00', '2026-11-25 21:20:07.733949+00');
INSERT INTO public.agent_executions VALUES (15, '2deb2dab-aa11-4b59-9d97-ab027fd28dfe', 1, 1, 'bounding_box', 'result.submitted', 'ddafd17a-6d80-49ee-ae57-4c5e521c33e4@1', '{"task_uid": "2df22057-103e-4a14-b966-7edb239df7eb", "task_name": "street/0000.png", "task_type": "bounding_box", "result_uid": "ddafd17a-6d80-49ee-ae57-4c5e521c33e4", "project_uid": "9792707a-6eb6-4e0a-8972-807eed09b62f", "result_data": [{"x": 1.5, "y": 2.0, "uid": "ddafd17a-6d80-49ee-ae57-4c5e521c33e4", "bbox": [1.5, 2.0, 30.0, 40.25], "type": "bounding_box", "label": "dog", "model": "yolo", "state": "draft", "track": null, "width": 30.0, "height": 40.25, "source": "propagated", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "attributes": {}, "confidence": 0.35, "created_at": "2026-11-25T21:20:07.750Z", "created_by": "lead"}], "task_status": "pending", "result_metadata": {"item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "model": "yolo", "state": "draft", "source": "propagated", "version": 1, "confidence": 0.35}}', 'completed', 'flag', '{"action": "flag", "reason": "I flag it."}', NULL, '2026-11-25 21:20:07.765287+00', '2026-11-25 21:20:07.822653+00', '2026-11-25 21:20:07.765484+00', '2026-11-25 21:20:07.823201+00');
INSERT INTO public.agent_executions VALUES (16, '6b688801-b480-46c0-9fc8-d412359e0b6c', 1, 1, 'bounding_box', 'result.submitted', 'fe487d6f-3e9f-49da-b81c-29f013949c6b@1', '{"task_uid": "2df22057-103e-4a14-b966-7edb239df7eb", "task_name": "street/0000.png", "task_type": "bounding_box", "result_uid": "fe487d6f-3e9f-49da-b81c-29f013949c6b", "project_uid": "9792707a-6eb6-4e0a-8972-807eed09b62f", "result_data": [{"x": 1.5, "y": 2.0, "uid": "fe487d6f-3e9f-49da-b81c-29f013949c6b", "bbox": [1.5, 2.0, 30.0, 40.25], "type": "bounding_box", "label": "dog", "model": "yolo", "state": "draft", "track": null, "width": 30.0, "height": 40.25, "source": "propagated", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "attributes": {}, "confidence": 0.35, "created_at": "2026-11-25T21:20:07.864Z", "created_by": "lead"}], "task_status": "pending", "result_metadata": {"item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "model": "yolo", "state": "draft", "source": "propagated", "version": 1, "confidence": 0.35}}', 'completed', 'skip', '{"action": "skip", "reason": "I skip it."}', NULL, '2026-11-25 21:20:07.88783+00', '2026-11-25 21:20:07.916729+00', '2026-11-25 21:20:07.888073+00', '2026-11-25 21:20:07.917138+00');
INSERT INTO public.agent_executions VALUES (17, 'cf4085f1-a13c-4f3e-8402-aabef291ce94', 1, 1, 'bounding_box', 'result.submitted', 'f5ef009d-52f9-4cbb-9bc6-24e1359868a9@1', '{"task_uid": "2df22057-103e-4a14-b966-7edb239df7eb", "task_name": "street/0000.png", "task_type": "bounding_box", "result_uid": "f5ef009d-52f9-4cbb-9bc6-24e1359868a9", "project_uid": "9792707a-6eb6-4e0a-8972-807eed09b62f", "result_data": [{"x": 1.5, "y": 2.0, "uid": "f5ef009d-52f9-4cbb-9bc6-24e1359868a9", "bbox": [1.5, 2.0, 30.0, 40.25], "type": "bounding_box", "label": "dog", "model": "yolo", "state": "draft", "track": null, "width": 30.0, "height": 40.25, "source": "propagated", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "attributes": {}, "confidence": 0.35, "created_at": "2026-11-25T21:20:07.940Z", "created_by": "lead"}], "task_status": "pending", "result_metadata": {"item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "model": "yolo", "state": "draft", "source": "propagated", "version": 1, "confidence": 0.35}}', 'failed', 'approve', '{"action": "approve", "reason": "I too late it."}', 'the annotation was changed or reviewed meanwhile; it is draft now', '2026-11-25 21:20:07.962153+00', '2026-11-25 21:20:08.041375+00', '2026-11-25 21:20:07.962335+00', '2026-11-25 21:20:08.0419+00');
INSERT INTO public.agent_executions VALUES (18, 'a442ceac-7743-4c6f-973e-6dffc89e956c', 1, 1, 'bounding_box', 'result.submitted', 'e25db446-fc7b-4a03-a43f-512ee808ca62@1', '{"task_uid": "2df22057-103e-4a14-b966-7edb239df7eb", "task_name": "street/0000.png", "task_type": "bounding_box", "result_uid": "e25db446-fc7b-4a03-a43f-512ee808ca62", "project_uid": "9792707a-6eb6-4e0a-8972-807eed09b62f", "result_data": [{"x": 1.5, "y": 2.0, "uid": "e25db446-fc7b-4a03-a43f-512ee808ca62", "bbox": [1.5, 2.0, 30.0, 40.25], "type": "bounding_box", "label": "dog", "model": "yolo", "state": "draft", "track": null, "width": 30.0, "height": 40.25, "source": "auto_label", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "attributes": {}, "confidence": 0.75, "created_at": "2026-11-25T21:20:09.565Z", "created_by": "lead"}], "task_status": "completed", "result_metadata": {"item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "model": "yolo", "state": "draft", "source": "auto_label", "version": 1, "confidence": 0.75}}', 'pending', NULL, NULL, NULL, '2026-11-25 21:20:09.629474+00', NULL, '2026-11-25 21:20:09.635457+00', '2026-11-25 21:20:09.635465+00');


--
-- Data for Name: agents; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.agents VALUES (1, '4d4a7428-93cc-4159-9ae1-fde629af6f7f', 1, 'judge', 'Looks twice.', '["result.submitted", "result.accepted", "dataset.updated", "export.completed"]', '["bounding_box", "polygon", "image-annotation"]', 'https://agent.example/', true, 1, '2026-11-25 21:20:05.030809+00', '2026-11-25 21:20:05.030816+00');


--
-- Data for Name: alembic_version; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.alembic_version VALUES ('0002');


--
-- Data for Name: annotation_counts; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.annotation_counts VALUES (1, 'draft', 'human', '', 1, -1, 1);
INSERT INTO public.annotation_counts VALUES (1, 'accepted', 'human', '', 2, -1, 1);
INSERT INTO public.annotation_counts VALUES (1, 'rejected', 'human', '', 2, -1, 1);
INSERT INTO public.annotation_counts VALUES (1, 'rejected', 'human', '', 3, -1, 0);
INSERT INTO public.annotation_counts VALUES (1, 'draft', 'sam', 'yolo', 2, 1, 1);
INSERT INTO public.annotation_counts VALUES (1, 'draft', 'sam', 'yolo', 0, 1, 0);
INSERT INTO public.annotation_counts VALUES (1, 'accepted', 'sam', 'mini', 1, 2, 1);
INSERT INTO public.annotation_counts VALUES (1, 'rejected', 'sam', 'yolo', 2, 2, 1);
INSERT INTO public.annotation_counts VALUES (1, 'draft', 'auto_label', 'mini', 2, 3, 1);
INSERT INTO public.annotation_counts VALUES (1, 'draft', 'auto_label', 'mini', 3, 3, 0);
INSERT INTO public.annotation_counts VALUES (1, 'draft', 'propagated', 'yolo', 2, 4, 1);
INSERT INTO public.annotation_counts VALUES (1, 'draft', 'propagated', 'yolo', 0, 4, 0);
INSERT INTO public.annotation_counts VALUES (1, 'draft', 'imported', 'mini', 1, 4, 1);
INSERT INTO public.annotation_counts VALUES (1, 'accepted', 'imported', 'yolo', 2, 5, 1);
INSERT INTO public.annotation_counts VALUES (1, 'rejected', 'imported', 'mini', 2, 5, 1);
INSERT INTO public.annotation_counts VALUES (1, 'rejected', 'imported', 'mini', 3, 5, 0);
INSERT INTO public.annotation_counts VALUES (1, 'accepted', 'human', '', 4, -1, 1);
INSERT INTO public.annotation_counts VALUES (1, 'accepted', 'auto_label', 'yolo', 2, 3, 1);
INSERT INTO public.annotation_counts VALUES (1, 'rejected', 'auto_label', 'yolo', 2, 3, 1);
INSERT INTO public.annotation_counts VALUES (1, 'draft', 'auto_label', 'yolo', 2, 5, 1);
INSERT INTO public.annotation_counts VALUES (1, 'draft', 'auto_label', 'yolo', 2, 3, 2);
INSERT INTO public.annotation_counts VALUES (1, 'accepted', 'propagated', 'yolo', 2, 3, 1);
INSERT INTO public.annotation_counts VALUES (1, 'rejected', 'propagated', 'yolo', 2, 3, 1);
INSERT INTO public.annotation_counts VALUES (1, 'draft', 'propagated', 'yolo', 2, 5, 1);
INSERT INTO public.annotation_counts VALUES (1, 'draft', 'propagated', 'yolo', 2, 3, 2);
INSERT INTO public.annotation_counts VALUES (4, 'accepted', 'human', '', 5, -1, 1);
INSERT INTO public.annotation_counts VALUES (1, 'draft', 'auto_label', 'yolo', 2, 7, 1);


--
-- Data for Name: annotation_issues; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.annotation_issues VALUES (1, '6f6f7cd7-42e4-4e6a-a2e6-c154d66da6de', 1, NULL, 1, 1, 3, 'other', 'other', 'medium', 'moderate', 'open', 'I flag it.', 'dog', NULL, NULL, NULL, NULL, NULL, NULL, '39fcc139-7c43-44f0-afe2-f957ac814b03', '2026-11-25 21:20:07.332773+00', '2026-11-25 21:20:07.33278+00', NULL);
INSERT INTO public.annotation_issues VALUES (2, 'df39be4a-0e83-460c-b9bc-5616e6948a92', 1, NULL, 1, 1, 3, 'other', 'other', 'medium', 'moderate', 'open', 'I flag it.', 'dog', NULL, NULL, NULL, NULL, NULL, NULL, 'ddafd17a-6d80-49ee-ae57-4c5e521c33e4', '2026-11-25 21:20:07.813003+00', '2026-11-25 21:20:07.813011+00', NULL);
INSERT INTO public.annotation_issues VALUES (3, '0f63a688-4447-4d85-b4a9-32e05be67ce0', 1, NULL, 4, 1, 3, 'bounding-box', 'wrong-class', 'highest', 'critical', 'open', 'The outline cuts the car.', 'dog', 'car', true, false, '1-3', '{"x": 1.25, "y": [2, null]}', '{"zoom": 2}', NULL, '2026-11-25 21:20:08.229714+00', '2026-11-25 21:20:08.22972+00', NULL);
INSERT INTO public.annotation_issues VALUES (4, '38553b43-21d4-4ab4-aed0-b223810666a4', 1, NULL, 4, 1, 3, 'bounding-box', 'wrong-class', 'medium', 'moderate', 'open', '', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-25 21:20:08.256031+00', '2026-11-25 21:20:08.256039+00', NULL);
INSERT INTO public.annotation_issues VALUES (6, '8ead1bda-ec6a-45f5-afb7-b11a50edd837', 1, NULL, 4, 1, 1, 'bounding-box', 'wrong-class', 'medium', 'moderate', 'completed', '', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-25 21:20:08.347282+00', '2026-11-25 21:20:08.379642+00', '2026-11-25 21:20:08.378598+00');
INSERT INTO public.annotation_issues VALUES (7, '9172345c-2348-4416-ba96-fa2a146ac509', 1, 1, NULL, NULL, 1, 'bounding-box', 'wrong-class', 'medium', 'moderate', 'open', '', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-25 21:20:09.664387+00', '2026-11-25 21:20:09.664394+00', NULL);


--
-- Data for Name: annotations; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.annotations VALUES (1, 'd095963b-ff6b-4130-a5cb-46676ea71870', 1, 1, 1, 'bounding_box', '{"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}', '{"doors": 5, "plate": "BE 1", "lights": ["left"], "parked": true, "occlusion": "some"}', 'human', 'draft', NULL, '', 'track-0', 1, 1, 1, '2026-11-25 21:20:05.092218+00', '2026-11-25 21:20:05.092224+00');
INSERT INTO public.annotations VALUES (2, '49f30a06-2636-4cdf-a23b-4db1507f14aa', 1, 2, 2, 'polygon', '{"polygons": [{"holes": [[[20.0, 20.0], [30.0, 20.0], [30.0, 30.0], [20.0, 30.0]]], "exterior": [[10.0, 10.0], [50.0, 10.0], [50.0, 60.0], [10.0, 60.0]]}]}', '{}', 'human', 'accepted', NULL, '', 'track-1', 2, 2, 1, '2026-11-25 21:20:05.227605+00', '2026-11-25 21:20:05.320667+00');
INSERT INTO public.annotations VALUES (9, '820c53ca-a174-456f-9021-f3ebfa73c526', 1, 3, 1, 'segmentation_mask', '{"rle": {"size": [160, 240], "counts": "Xo0b1V_T1"}}', '{"doors": 5, "plate": "BE 1", "lights": ["left"], "parked": true, "occlusion": "some"}', 'imported', 'draft', 0.47058823529411764, 'mini', 'track-8', 1, 2, 2, '2026-11-25 21:20:06.262712+00', '2026-11-25 21:20:06.262718+00');
INSERT INTO public.annotations VALUES (3, 'ea418b26-ce06-465e-994c-f8846267678c', 1, 3, 2, 'segmentation_mask', '{"rle": {"size": [160, 240], "counts": "Xo0b1V_T1"}}', '{}', 'human', 'rejected', NULL, '', 'track-2', 3, 1, 1, '2026-11-25 21:20:05.390768+00', '2026-11-25 21:20:05.504798+00');
INSERT INTO public.annotations VALUES (4, '539bf77d-309f-49bc-83d8-c6bbd4706e23', 1, 1, 2, 'bounding_box', '{"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}', '{}', 'sam', 'draft', 0.17647058823529413, 'yolo', NULL, 4, 2, 1, '2026-11-25 21:20:05.557055+00', '2026-11-25 21:20:05.687622+00');
INSERT INTO public.annotations VALUES (5, '1efcacef-bfb7-4e99-a5ef-4f0ab0e5d250', 1, 2, 1, 'polygon', '{"polygons": [{"holes": [[[20.0, 20.0], [30.0, 20.0], [30.0, 30.0], [20.0, 30.0]]], "exterior": [[10.0, 10.0], [50.0, 10.0], [50.0, 60.0], [10.0, 60.0]]}]}', '{"doors": 5, "plate": "BE 1", "lights": ["left"], "parked": true, "occlusion": "some"}', 'sam', 'accepted', 0.23529411764705882, 'mini', 'track-4', 1, 1, 1, '2026-11-25 21:20:05.724042+00', '2026-11-25 21:20:05.724049+00');
INSERT INTO public.annotations VALUES (6, 'e3dbd95f-4730-46a5-bb73-dd12d9a7b3b1', 1, 3, 2, 'segmentation_mask', '{"rle": {"size": [160, 240], "counts": "Xo0b1V_T1"}}', '{}', 'sam', 'rejected', 0.29411764705882354, 'yolo', 'track-5', 2, 3, 1, '2026-11-25 21:20:05.780154+00', '2026-11-25 21:20:05.846122+00');
INSERT INTO public.annotations VALUES (10, '4053a68d-e522-41d0-a7ec-0e944a2dd0e7', 1, 1, 2, 'bounding_box', '{"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}', '{}', 'imported', 'accepted', 0.5294117647058824, 'yolo', 'track-9', 2, 3, 1, '2026-11-25 21:20:06.345271+00', '2026-11-25 21:20:06.419255+00');
INSERT INTO public.annotations VALUES (7, 'da8b92f6-13e5-4d22-9978-11d79b50c787', 1, 1, 2, 'bounding_box', '{"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}', '{}', 'auto_label', 'draft', 0.35294117647058826, 'mini', 'track-6', 3, 2, 1, '2026-11-25 21:20:05.89444+00', '2026-11-25 21:20:05.972188+00');
INSERT INTO public.annotations VALUES (8, 'b490014f-328b-40e8-89b9-fbfdfaff5612', 1, 2, 2, 'polygon', '{"polygons": [{"holes": [[[20.0, 20.0], [30.0, 20.0], [30.0, 30.0], [20.0, 30.0]]], "exterior": [[10.0, 10.0], [50.0, 10.0], [50.0, 60.0], [10.0, 60.0]]}]}', '{}', 'propagated', 'draft', 0.4117647058823529, 'yolo', NULL, 4, 2, 1, '2026-11-25 21:20:06.043384+00', '2026-11-25 21:20:06.207843+00');
INSERT INTO public.annotations VALUES (11, 'b58df2db-ad65-43f9-b7bd-cef17e09c214', 1, 2, 2, 'polygon', '{"polygons": [{"holes": [[[20.0, 20.0], [30.0, 20.0], [30.0, 30.0], [20.0, 30.0]]], "exterior": [[10.0, 10.0], [50.0, 10.0], [50.0, 60.0], [10.0, 60.0]]}]}', '{}', 'imported', 'rejected', 0.5882352941176471, 'mini', 'track-10', 3, 1, 1, '2026-11-25 21:20:06.485585+00', '2026-11-25 21:20:06.600525+00');
INSERT INTO public.annotations VALUES (12, '0b0a0000-0000-4000-8000-000000000001', 1, 4, 4, 'bounding_box', '{"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}', '{}', 'human', 'accepted', NULL, '', NULL, 1, 1, 1, '2026-11-25 21:20:06.670815+00', '2026-11-25 21:20:06.670821+00');
INSERT INTO public.annotations VALUES (14, '6938805e-49a1-4fb7-a045-b22701b203c1', 1, 1, 2, 'bounding_box', '{"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}', '{}', 'auto_label', 'accepted', 0.35, 'yolo', NULL, 2, 1, 3, '2026-11-25 21:20:06.944195+00', '2026-11-25 21:20:07.043299+00');
INSERT INTO public.annotations VALUES (15, '8d60456c-9ceb-43da-aa7b-4117979e3a27', 1, 1, 2, 'bounding_box', '{"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}', '{}', 'auto_label', 'rejected', 0.35, 'yolo', NULL, 2, 1, 3, '2026-11-25 21:20:07.11064+00', '2026-11-25 21:20:07.208579+00');
INSERT INTO public.annotations VALUES (16, '39fcc139-7c43-44f0-afe2-f957ac814b03', 1, 1, 2, 'bounding_box', '{"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}', '{}', 'auto_label', 'draft', 0.35, 'yolo', NULL, 1, 1, 1, '2026-11-25 21:20:07.242057+00', '2026-11-25 21:20:07.242065+00');
INSERT INTO public.annotations VALUES (17, '6bd3994e-8357-4392-a890-00597bcc1e2b', 1, 1, 2, 'bounding_box', '{"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}', '{}', 'auto_label', 'draft', 0.35, 'yolo', NULL, 1, 1, 1, '2026-11-25 21:20:07.379791+00', '2026-11-25 21:20:07.379797+00');
INSERT INTO public.annotations VALUES (18, 'ec0271cd-2274-4369-bbc0-1b165c9f65f1', 1, 1, 2, 'bounding_box', '{"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}', '{}', 'auto_label', 'draft', 0.5, 'yolo', NULL, 2, 1, 1, '2026-11-25 21:20:07.460222+00', '2026-11-25 21:20:07.529519+00');
INSERT INTO public.annotations VALUES (19, '607cd790-a32c-4fa2-b8be-a29341eea1b1', 1, 1, 2, 'bounding_box', '{"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}', '{}', 'propagated', 'accepted', 0.35, 'yolo', NULL, 2, 1, 3, '2026-11-25 21:20:07.562189+00', '2026-11-25 21:20:07.600835+00');
INSERT INTO public.annotations VALUES (20, '5a1277f8-2d65-4c71-89cd-d9cd9a862d32', 1, 1, 2, 'bounding_box', '{"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}', '{}', 'propagated', 'rejected', 0.35, 'yolo', NULL, 2, 1, 3, '2026-11-25 21:20:07.650426+00', '2026-11-25 21:20:07.711043+00');
INSERT INTO public.annotations VALUES (21, 'ddafd17a-6d80-49ee-ae57-4c5e521c33e4', 1, 1, 2, 'bounding_box', '{"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}', '{}', 'propagated', 'draft', 0.35, 'yolo', NULL, 1, 1, 1, '2026-11-25 21:20:07.750174+00', '2026-11-25 21:20:07.750181+00');
INSERT INTO public.annotations VALUES (22, 'fe487d6f-3e9f-49da-b81c-29f013949c6b', 1, 1, 2, 'bounding_box', '{"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}', '{}', 'propagated', 'draft', 0.35, 'yolo', NULL, 1, 1, 1, '2026-11-25 21:20:07.86402+00', '2026-11-25 21:20:07.864027+00');
INSERT INTO public.annotations VALUES (23, 'f5ef009d-52f9-4cbb-9bc6-24e1359868a9', 1, 1, 2, 'bounding_box', '{"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}', '{}', 'propagated', 'draft', 0.5, 'yolo', NULL, 2, 1, 1, '2026-11-25 21:20:07.940577+00', '2026-11-25 21:20:07.995187+00');
INSERT INTO public.annotations VALUES (24, '6b06c9f1-926f-4de9-8031-4d424439ed89', 4, 7, 5, 'polygon', '{"polygons": [{"holes": [[[20.0, 20.0], [30.0, 20.0], [30.0, 30.0], [20.0, 30.0]]], "exterior": [[10.0, 10.0], [50.0, 10.0], [50.0, 60.0], [10.0, 60.0]]}]}', '{}', 'human', 'accepted', NULL, '', NULL, 1, 3, 3, '2026-11-25 21:20:08.101423+00', '2026-11-25 21:20:08.10143+00');
INSERT INTO public.annotations VALUES (25, 'e25db446-fc7b-4a03-a43f-512ee808ca62', 1, 1, 2, 'bounding_box', '{"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}', '{}', 'auto_label', 'draft', 0.75, 'yolo', NULL, 1, 1, 1, '2026-11-25 21:20:09.56559+00', '2026-11-25 21:20:09.565597+00');


--
-- Data for Name: api_keys; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.api_keys VALUES (1, 'key_0c972adcec8d1d84', 1, 'lead', '928d7d4f4cd24f1d2974d3a12fae1fc6f991b0487bd2d7511c9f62fc7a3bb3cb', '[]', '2026-11-25 21:20:01.517713+00', NULL, NULL);
INSERT INTO public.api_keys VALUES (2, 'key_63563a69306e19c0', 2, 'key of anna', '63fbb366c3e4af70dc6fe0edb123ed6eb2142867428b5a00e09f7e14a63e6bcb', '[]', '2026-11-25 21:20:03.53684+00', NULL, NULL);
INSERT INTO public.api_keys VALUES (3, 'key_25a8a8afdbe257f6', 3, 'key of rita', 'a3814e7435611f2fc9df569d3abfd01fa272df5c4e8a133f97a3af3e2bb038ea', '[]', '2026-11-25 21:20:03.572528+00', NULL, NULL);
INSERT INTO public.api_keys VALUES (4, 'key_200ecfad1ecf0d37', 4, 'key of adam', '80012d2db8e6ddc177007ae248e335e95503e132c3e5c39d5ff527472918039d', '["datasets.read", "projects.read", "tasks.read"]', '2026-11-25 21:20:03.60689+00', NULL, NULL);
INSERT INTO public.api_keys VALUES (5, 'key_83ea753d66a34187', 2, 'key of later', '761194f34ff0ff00b173fcdcba793ee1ee658c30e54020ab7483b33db1921bcc', '[]', '2026-11-25 21:20:03.629699+00', '9000-01-01 00:00:00+00', NULL);
INSERT INTO public.api_keys VALUES (6, 'key_bcbf95689bc5d402', 5, 'key of ended', '9d34d2f0d91b0f0d959f24c52de023a939ed5f3acb983ad60db90a16d0d5367b', '[]', '2026-11-25 21:20:03.659055+00', NULL, '2026-11-25 21:20:03.676661+00');


--
-- Data for Name: audit_events; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.audit_events VALUES (1, 'f9cbd76a-1b6f-44df-8ff9-80c2321edcbb', 1, 'key_0c972adcec8d1d84', 'key.created', 'key', 'key_0c972adcec8d1d84', NULL, NULL, NULL, '{"name": "lead", "role": "owner", "state": "active", "scopes": [], "username": "lead", "expires_at": null}', '2026-11-25 21:20:01.52759+00');
INSERT INTO public.audit_events VALUES (2, 'b7a1079b-f7aa-4578-87ee-73a1fd933be8', 1, 'key_0c972adcec8d1d84', 'key.created', 'key', 'key_63563a69306e19c0', NULL, NULL, NULL, '{"name": "key of anna", "role": "annotator", "state": "active", "scopes": [], "username": "anna", "expires_at": null}', '2026-11-25 21:20:03.550225+00');
INSERT INTO public.audit_events VALUES (3, '432e1516-361e-41da-8faa-5f2e888918c3', 1, 'key_0c972adcec8d1d84', 'key.created', 'key', 'key_25a8a8afdbe257f6', NULL, NULL, NULL, '{"name": "key of rita", "role": "reviewer", "state": "active", "scopes": [], "username": "rita", "expires_at": null}', '2026-11-25 21:20:03.579355+00');
INSERT INTO public.audit_events VALUES (4, '08d0547d-ba56-4d49-a3b9-351b6e9d8a6d', 1, 'key_0c972adcec8d1d84', 'key.created', 'key', 'key_200ecfad1ecf0d37', NULL, NULL, NULL, '{"name": "key of adam", "role": "admin", "state": "active", "scopes": ["datasets.read", "projects.read", "tasks.read"], "username": "adam", "expires_at": null}', '2026-11-25 21:20:03.610659+00');
INSERT INTO public.audit_events VALUES (5, 'e4d218b8-2a69-484a-b795-f177f90c6b12', 1, 'key_0c972adcec8d1d84', 'key.created', 'key', 'key_83ea753d66a34187', NULL, NULL, NULL, '{"name": "key of later", "role": "annotator", "state": "active", "scopes": [], "username": "anna", "expires_at": "9000-01-01T00:00:00+00:00"}', '2026-11-25 21:20:03.634812+00');
INSERT INTO public.audit_events VALUES (6, '65968586-7b12-4596-8eb2-b09279817ade', 1, 'key_0c972adcec8d1d84', 'key.created', 'key', 'key_bcbf95689bc5d402', NULL, NULL, NULL, '{"name": "key of ended", "role": "annotator", "state": "active", "scopes": [], "username": "olaf", "expires_at": null}', '2026-11-25 21:20:03.662011+00');
INSERT INTO public.audit_events VALUES (7, 'e32eceec-e2ba-49c9-9c95-57722afa8d85', 1, 'key_0c972adcec8d1d84', 'key.revoked', 'key', 'key_bcbf95689bc5d402', NULL, NULL, '{"name": "key of ended", "role": "annotator", "state": "active", "scopes": [], "username": "olaf", "expires_at": null}', '{"name": "key of ended", "role": "annotator", "state": "revoked", "scopes": [], "username": "olaf", "expires_at": null}', '2026-11-25 21:20:03.682921+00');
INSERT INTO public.audit_events VALUES (8, '9f12e6f6-27cc-4e3e-8104-66db877bfd03', 1, 'key_0c972adcec8d1d84', 'dataset.created', 'dataset', 'c64302b7-da25-4bc4-afec-a701caac17d8', NULL, NULL, NULL, '{"name": "Street scenes", "slug": "street-scenes", "status": "created", "metadata": {"é": [1], "city": "Bern"}, "data_type": "image", "owner_name": "local", "visibility": "private"}', '2026-11-25 21:20:03.719329+00');
INSERT INTO public.audit_events VALUES (9, 'f8b87f6b-48bb-49a1-9075-9bbb346af8f6', 1, 'key_0c972adcec8d1d84', 'item.created', 'item', 'e0fa37eb-7cb2-49a9-a41d-32dd87590e08', NULL, NULL, NULL, '{"dataset": "c64302b7-da25-4bc4-afec-a701caac17d8"}', '2026-11-25 21:20:03.839549+00');
INSERT INTO public.audit_events VALUES (10, '0f3b3fd4-81f8-48da-bf5f-8e845cc7cdf3', 1, 'key_0c972adcec8d1d84', 'item.created', 'item', 'd8d300dd-7ee2-4ff9-9484-fe0a035cab65', NULL, NULL, NULL, '{"dataset": "c64302b7-da25-4bc4-afec-a701caac17d8"}', '2026-11-25 21:20:03.920488+00');
INSERT INTO public.audit_events VALUES (11, '9265a217-cb0e-4105-821d-4110e6cf0598', 1, 'key_0c972adcec8d1d84', 'item.created', 'item', 'e861c85b-ba5e-4020-9301-fe94bfa39d03', NULL, NULL, NULL, '{"dataset": "c64302b7-da25-4bc4-afec-a701caac17d8"}', '2026-11-25 21:20:03.999531+00');
INSERT INTO public.audit_events VALUES (12, '9b861907-da84-4c47-8ada-1683bf2f4e3c', 1, 'key_0c972adcec8d1d84', 'item.created', 'item', '5bbcc874-7bf8-4fd5-b55a-192e41060769', NULL, NULL, NULL, '{"dataset": "c64302b7-da25-4bc4-afec-a701caac17d8"}', '2026-11-25 21:20:04.118731+00');
INSERT INTO public.audit_events VALUES (13, '490fdeb8-ca17-421f-b991-ac95a605c15c', 1, 'key_0c972adcec8d1d84', 'item.created', 'item', '7a31991f-053e-4760-bbdf-f68bd5594b9d', NULL, NULL, NULL, '{"dataset": "c64302b7-da25-4bc4-afec-a701caac17d8"}', '2026-11-25 21:20:04.250609+00');
INSERT INTO public.audit_events VALUES (14, 'c50c65cc-9c4e-4265-bc2a-f07cee887e7a', 1, 'key_0c972adcec8d1d84', 'item.created', 'item', 'de98a9c2-0056-45b4-bf36-bc329d9e6da0', NULL, NULL, NULL, '{"dataset": "c64302b7-da25-4bc4-afec-a701caac17d8"}', '2026-11-25 21:20:04.375533+00');
INSERT INTO public.audit_events VALUES (15, '4b819ee6-7114-4ca4-b0c1-453139e229d8', 1, 'key_0c972adcec8d1d84', 'dataset.updated', 'dataset', 'c64302b7-da25-4bc4-afec-a701caac17d8', NULL, NULL, '{"name": "Street scenes", "slug": "street-scenes", "status": "created", "metadata": {"é": [1], "city": "Bern"}, "data_type": "image", "owner_name": "local", "visibility": "private"}', '{"name": "Street scenes", "slug": "street-scenes", "status": "created", "metadata": {"é": [1], "city": "Bern"}, "data_type": "image", "owner_name": "local", "visibility": "unlisted"}', '2026-11-25 21:20:04.511929+00');
INSERT INTO public.audit_events VALUES (16, '7ab07ec5-f14d-4597-9a37-2566794e95b6', 1, 'key_0c972adcec8d1d84', 'dataset.created', 'dataset', 'ae2e1e9f-5603-4d16-9ea0-6c6b478b2a3a', NULL, NULL, NULL, '{"name": "Mistake", "slug": "mistake", "status": "created", "metadata": {}, "data_type": "image", "owner_name": "local", "visibility": "private"}', '2026-11-25 21:20:04.533024+00');
INSERT INTO public.audit_events VALUES (17, '020e52b7-25b0-461c-a7eb-59aeb6300079', 1, 'key_0c972adcec8d1d84', 'dataset.deleted', 'dataset', 'ae2e1e9f-5603-4d16-9ea0-6c6b478b2a3a', NULL, NULL, '{"name": "Mistake", "slug": "mistake", "status": "created", "metadata": {}, "data_type": "image", "owner_name": "local", "visibility": "private"}', NULL, '2026-11-25 21:20:04.559233+00');
INSERT INTO public.audit_events VALUES (18, 'c9dad32c-389a-4c4e-9028-6f89d901b637', 1, 'key_0c972adcec8d1d84', 'project.created', 'project', '9792707a-6eb6-4e0a-8972-807eed09b62f', 1, NULL, NULL, '{"name": "Cars", "labels": [{"uid": "efe51ff1-2da1-477d-9905-b29deb2a5c34", "name": "car", "color": "#4477aa", "shortcut": "c", "attributes": [{"name": "occlusion", "type": "dropdown", "options": ["none", "some"], "required": false}, {"name": "parked", "type": "checkbox", "options": [], "required": false}, {"name": "plate", "type": "text", "options": [], "required": false}, {"name": "doors", "type": "number", "options": [], "required": false}, {"name": "lights", "type": "multi_select", "options": ["left", "right"], "required": false}]}, {"uid": "14151053-6563-497e-96fa-3ddf3ebbad69", "name": "dog", "color": "#ee6677", "shortcut": null, "attributes": []}, {"uid": "5c920b06-b1b0-4dab-8856-399c78cec9d5", "name": "lorry", "color": "#228833", "shortcut": "l", "attributes": []}, {"uid": "f031f64e-ec64-4f9d-9dcc-1ece107b5fc0", "name": "tram", "color": "#ccbb44", "shortcut": null, "attributes": []}], "status": "active", "members": [], "version": 1, "datasets": ["c64302b7-da25-4bc4-afec-a701caac17d8"], "task_type": "image-annotation", "description": "Every car.\nAlso parked ones: été, 車", "members_only": false}', '2026-11-25 21:20:04.698871+00');
INSERT INTO public.audit_events VALUES (19, 'cd42addd-0c74-4ae2-a393-1c2652635745', 1, 'key_0c972adcec8d1d84', 'project.created', 'project', '45cc47b2-24a1-4fbe-a0db-377fca59a5e0', 2, NULL, NULL, '{"name": "Paused", "labels": [], "status": "active", "members": [], "version": 1, "datasets": [], "task_type": "video-annotation", "description": "", "members_only": false}', '2026-11-25 21:20:04.748669+00');
INSERT INTO public.audit_events VALUES (20, 'f90db7cd-6b31-459c-82ff-06d1d94f9d74', 1, 'key_0c972adcec8d1d84', 'project.updated', 'project', '45cc47b2-24a1-4fbe-a0db-377fca59a5e0', 2, NULL, '{"name": "Paused", "labels": [], "status": "active", "members": [], "version": 1, "datasets": [], "task_type": "video-annotation", "description": "", "members_only": false}', '{"name": "Paused", "labels": [], "status": "paused", "members": [], "version": 2, "datasets": [], "task_type": "video-annotation", "description": "", "members_only": false}', '2026-11-25 21:20:04.792902+00');
INSERT INTO public.audit_events VALUES (90, '412f40fd-97e3-4cb4-957e-8c95e432dff1', 1, 'key_0c972adcec8d1d84', 'quality.evaluated', 'project', '9792707a-6eb6-4e0a-8972-807eed09b62f', 1, NULL, NULL, '{"values": {"f76b308e-e0cf-494a-9ba4-0bc301101ab8": 0.5}}', '2026-11-25 21:20:08.176846+00');
INSERT INTO public.audit_events VALUES (21, 'd16bbae2-6555-40f4-9966-a36e7c0c5d0b', 1, 'key_0c972adcec8d1d84', 'project.created', 'project', '6cfe644f-5c6a-4378-af52-ae1314da3ae8', 3, NULL, NULL, '{"name": "Over", "labels": [], "status": "active", "members": [], "version": 1, "datasets": [], "task_type": "video-annotation", "description": "", "members_only": false}', '2026-11-25 21:20:04.822842+00');
INSERT INTO public.audit_events VALUES (22, '8d45de2c-4abb-427d-9ff8-83fd3ebc2457', 1, 'key_0c972adcec8d1d84', 'project.deleted', 'project', '6cfe644f-5c6a-4378-af52-ae1314da3ae8', 3, NULL, '{"name": "Over", "labels": [], "status": "active", "members": [], "version": 1, "datasets": [], "task_type": "video-annotation", "description": "", "members_only": false}', NULL, '2026-11-25 21:20:04.842291+00');
INSERT INTO public.audit_events VALUES (23, '40129ca6-399e-4d5a-898a-7e2828216cde', 1, 'key_0c972adcec8d1d84', 'dataset.created', 'dataset', '9b0b7ef2-c133-4378-98ea-ad95c04635bf', NULL, NULL, NULL, '{"name": "Secret photos", "slug": "secret-photos", "status": "created", "metadata": {}, "data_type": "image", "owner_name": "local", "visibility": "private"}', '2026-11-25 21:20:04.856315+00');
INSERT INTO public.audit_events VALUES (24, 'b51dab94-e8a6-4df6-9556-27f5abb876fc', 1, 'key_0c972adcec8d1d84', 'item.created', 'item', '7953d7db-1335-4530-ae8a-71ce8cad2432', NULL, NULL, NULL, '{"dataset": "9b0b7ef2-c133-4378-98ea-ad95c04635bf"}', '2026-11-25 21:20:04.95074+00');
INSERT INTO public.audit_events VALUES (25, '8290b0ec-508b-4ba9-8f8c-18f5f46cf6a1', 1, 'key_0c972adcec8d1d84', 'project.created', 'project', 'da2e37e5-3209-4553-9cd2-d8775c5a505b', 4, NULL, NULL, '{"name": "Secret", "labels": [{"uid": "6b8aacfc-5032-4618-b465-fafe866d1f4c", "name": "face", "color": "#4477aa", "shortcut": null, "attributes": []}], "status": "active", "members": ["rita"], "version": 1, "datasets": ["9b0b7ef2-c133-4378-98ea-ad95c04635bf"], "task_type": "image-annotation", "description": "", "members_only": true}', '2026-11-25 21:20:05.011166+00');
INSERT INTO public.audit_events VALUES (26, '35797f07-20a2-4dab-a5fd-e790160ab420', 1, 'key_0c972adcec8d1d84', 'agent.created', 'agent', '4d4a7428-93cc-4159-9ae1-fde629af6f7f', 1, NULL, NULL, '{"name": "judge", "events": ["result.submitted", "result.accepted", "dataset.updated", "export.completed"], "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "is_active": true, "task_types": ["bounding_box", "polygon", "image-annotation"], "description": "Looks twice.", "callback_url": "https://agent.example/"}', '2026-11-25 21:20:05.046287+00');
INSERT INTO public.audit_events VALUES (27, '42fcd465-d0b3-4dfa-a858-5447840e4a8f', 1, 'key_0c972adcec8d1d84', 'annotation.created', 'annotation', 'd095963b-ff6b-4130-a5cb-46676ea71870', 1, NULL, NULL, '{"uid": "d095963b-ff6b-4130-a5cb-46676ea71870", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "car", "model": null, "state": "draft", "track": "track-0", "source": "human", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {"doors": 5, "plate": "BE 1", "lights": ["left"], "parked": true, "occlusion": "some"}, "confidence": null}', '2026-11-25 21:20:05.119379+00');
INSERT INTO public.audit_events VALUES (28, '1f82381e-5a65-4da1-940d-08e9617509dd', 2, 'key_63563a69306e19c0', 'annotation.created', 'annotation', '49f30a06-2636-4cdf-a23b-4db1507f14aa', 1, NULL, NULL, '{"uid": "49f30a06-2636-4cdf-a23b-4db1507f14aa", "item": "d8d300dd-7ee2-4ff9-9484-fe0a035cab65", "type": "polygon", "label": "dog", "model": null, "state": "accepted", "track": "track-1", "source": "human", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"polygons": [{"holes": [[[20.0, 20.0], [30.0, 20.0], [30.0, 30.0], [20.0, 30.0]]], "exterior": [[10.0, 10.0], [50.0, 10.0], [50.0, 60.0], [10.0, 60.0]]}]}, "attributes": {}, "confidence": null}', '2026-11-25 21:20:05.247771+00');
INSERT INTO public.audit_events VALUES (29, '40f66f62-7491-4674-b937-0b8f0fbb18d5', 1, 'key_0c972adcec8d1d84', 'annotation.updated', 'annotation', '49f30a06-2636-4cdf-a23b-4db1507f14aa', 1, NULL, '{"uid": "49f30a06-2636-4cdf-a23b-4db1507f14aa", "item": "d8d300dd-7ee2-4ff9-9484-fe0a035cab65", "type": "polygon", "label": "dog", "model": null, "state": "accepted", "track": "track-1", "source": "human", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"polygons": [{"holes": [[[20.0, 20.0], [30.0, 20.0], [30.0, 30.0], [20.0, 30.0]]], "exterior": [[10.0, 10.0], [50.0, 10.0], [50.0, 60.0], [10.0, 60.0]]}]}, "attributes": {}, "confidence": null}', '{"uid": "49f30a06-2636-4cdf-a23b-4db1507f14aa", "item": "d8d300dd-7ee2-4ff9-9484-fe0a035cab65", "type": "polygon", "label": "dog", "model": null, "state": "accepted", "track": "track-1", "source": "human", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 2, "geometry": {"polygons": [{"holes": [[[20.0, 20.0], [30.0, 20.0], [30.0, 30.0], [20.0, 30.0]]], "exterior": [[10.0, 10.0], [50.0, 10.0], [50.0, 60.0], [10.0, 60.0]]}]}, "attributes": {}, "confidence": null}', '2026-11-25 21:20:05.340701+00');
INSERT INTO public.audit_events VALUES (30, 'ef35dde4-9bc5-4d54-b1ac-210e05bbaff5', 1, 'key_0c972adcec8d1d84', 'annotation.created', 'annotation', 'ea418b26-ce06-465e-994c-f8846267678c', 1, NULL, NULL, '{"uid": "ea418b26-ce06-465e-994c-f8846267678c", "item": "e861c85b-ba5e-4020-9301-fe94bfa39d03", "type": "segmentation_mask", "label": "lorry", "model": null, "state": "rejected", "track": "track-2", "source": "human", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"rle": {"size": [160, 240], "counts": "Xo0b1V_T1"}}, "attributes": {}, "confidence": null}', '2026-11-25 21:20:05.418336+00');
INSERT INTO public.audit_events VALUES (31, 'd23630cc-7d73-44d2-826c-466d9c9ce2f1', 1, 'key_0c972adcec8d1d84', 'annotation.updated', 'annotation', 'ea418b26-ce06-465e-994c-f8846267678c', 1, NULL, '{"uid": "ea418b26-ce06-465e-994c-f8846267678c", "item": "e861c85b-ba5e-4020-9301-fe94bfa39d03", "type": "segmentation_mask", "label": "lorry", "model": null, "state": "rejected", "track": "track-2", "source": "human", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"rle": {"size": [160, 240], "counts": "Xo0b1V_T1"}}, "attributes": {}, "confidence": null}', '{"uid": "ea418b26-ce06-465e-994c-f8846267678c", "item": "e861c85b-ba5e-4020-9301-fe94bfa39d03", "type": "segmentation_mask", "label": "lorry", "model": null, "state": "rejected", "track": "track-2", "source": "human", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 2, "geometry": {"rle": {"size": [160, 240], "counts": "Xo0b1V_T1"}}, "attributes": {}, "confidence": null}', '2026-11-25 21:20:05.473592+00');
INSERT INTO public.audit_events VALUES (40, 'c69ec701-1d54-4a0a-8a42-b581f98e58ed', 2, 'key_63563a69306e19c0', 'annotation.created', 'annotation', 'da8b92f6-13e5-4d22-9978-11d79b50c787', 1, NULL, NULL, '{"uid": "da8b92f6-13e5-4d22-9978-11d79b50c787", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "lorry", "model": "mini", "state": "draft", "track": "track-6", "source": "auto_label", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.35294117647058826}', '2026-11-25 21:20:05.90745+00');
INSERT INTO public.audit_events VALUES (32, '48b506ee-c162-4051-888d-85231d5970a9', 1, 'key_0c972adcec8d1d84', 'annotation.updated', 'annotation', 'ea418b26-ce06-465e-994c-f8846267678c', 1, NULL, '{"uid": "ea418b26-ce06-465e-994c-f8846267678c", "item": "e861c85b-ba5e-4020-9301-fe94bfa39d03", "type": "segmentation_mask", "label": "lorry", "model": null, "state": "rejected", "track": "track-2", "source": "human", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 2, "geometry": {"rle": {"size": [160, 240], "counts": "Xo0b1V_T1"}}, "attributes": {}, "confidence": null}', '{"uid": "ea418b26-ce06-465e-994c-f8846267678c", "item": "e861c85b-ba5e-4020-9301-fe94bfa39d03", "type": "segmentation_mask", "label": "dog", "model": null, "state": "rejected", "track": "track-2", "source": "human", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 3, "geometry": {"rle": {"size": [160, 240], "counts": "Xo0b1V_T1"}}, "attributes": {}, "confidence": null}', '2026-11-25 21:20:05.528912+00');
INSERT INTO public.audit_events VALUES (33, 'fd188811-a62a-450e-962f-4af3659198c0', 2, 'key_63563a69306e19c0', 'annotation.created', 'annotation', '539bf77d-309f-49bc-83d8-c6bbd4706e23', 1, NULL, NULL, '{"uid": "539bf77d-309f-49bc-83d8-c6bbd4706e23", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": null, "model": "yolo", "state": "draft", "track": "track-3", "source": "sam", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.17647058823529413}', '2026-11-25 21:20:05.569029+00');
INSERT INTO public.audit_events VALUES (34, '8434d41d-caf1-4d20-971c-5674c01d2faa', 1, 'key_0c972adcec8d1d84', 'annotation.updated', 'annotation', '539bf77d-309f-49bc-83d8-c6bbd4706e23', 1, NULL, '{"uid": "539bf77d-309f-49bc-83d8-c6bbd4706e23", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": null, "model": "yolo", "state": "draft", "track": "track-3", "source": "sam", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.17647058823529413}', '{"uid": "539bf77d-309f-49bc-83d8-c6bbd4706e23", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": null, "model": "yolo", "state": "draft", "track": "track-3", "source": "sam", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 2, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.17647058823529413}', '2026-11-25 21:20:05.63492+00');
INSERT INTO public.audit_events VALUES (35, '8d6817bb-5147-4935-92a4-6201ac510f01', 1, 'key_0c972adcec8d1d84', 'annotation.updated', 'annotation', '539bf77d-309f-49bc-83d8-c6bbd4706e23', 1, NULL, '{"uid": "539bf77d-309f-49bc-83d8-c6bbd4706e23", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": null, "model": "yolo", "state": "draft", "track": "track-3", "source": "sam", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 2, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.17647058823529413}', '{"uid": "539bf77d-309f-49bc-83d8-c6bbd4706e23", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "draft", "track": "track-3", "source": "sam", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 3, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.17647058823529413}', '2026-11-25 21:20:05.67093+00');
INSERT INTO public.audit_events VALUES (36, 'f47e4845-f3cb-4a40-ab5c-d059eeace1c8', 1, 'key_0c972adcec8d1d84', 'annotation.updated', 'annotation', '539bf77d-309f-49bc-83d8-c6bbd4706e23', 1, NULL, '{"uid": "539bf77d-309f-49bc-83d8-c6bbd4706e23", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "draft", "track": "track-3", "source": "sam", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 3, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.17647058823529413}', '{"uid": "539bf77d-309f-49bc-83d8-c6bbd4706e23", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "draft", "track": null, "source": "sam", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 4, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.17647058823529413}', '2026-11-25 21:20:05.696113+00');
INSERT INTO public.audit_events VALUES (37, 'db59724f-0d6f-471b-afa5-3a9ae6f61e60', 1, 'key_0c972adcec8d1d84', 'annotation.created', 'annotation', '1efcacef-bfb7-4e99-a5ef-4f0ab0e5d250', 1, NULL, NULL, '{"uid": "1efcacef-bfb7-4e99-a5ef-4f0ab0e5d250", "item": "d8d300dd-7ee2-4ff9-9484-fe0a035cab65", "type": "polygon", "label": "car", "model": "mini", "state": "accepted", "track": "track-4", "source": "sam", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"polygons": [{"holes": [[[20.0, 20.0], [30.0, 20.0], [30.0, 30.0], [20.0, 30.0]]], "exterior": [[10.0, 10.0], [50.0, 10.0], [50.0, 60.0], [10.0, 60.0]]}]}, "attributes": {"doors": 5, "plate": "BE 1", "lights": ["left"], "parked": true, "occlusion": "some"}, "confidence": 0.23529411764705882}', '2026-11-25 21:20:05.735865+00');
INSERT INTO public.audit_events VALUES (38, 'e635867d-978b-4a18-b9dd-463734a441cf', 3, 'key_25a8a8afdbe257f6', 'annotation.created', 'annotation', 'e3dbd95f-4730-46a5-bb73-dd12d9a7b3b1', 1, NULL, NULL, '{"uid": "e3dbd95f-4730-46a5-bb73-dd12d9a7b3b1", "item": "e861c85b-ba5e-4020-9301-fe94bfa39d03", "type": "segmentation_mask", "label": "dog", "model": "yolo", "state": "rejected", "track": "track-5", "source": "sam", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"rle": {"size": [160, 240], "counts": "Xo0b1V_T1"}}, "attributes": {}, "confidence": 0.29411764705882354}', '2026-11-25 21:20:05.794494+00');
INSERT INTO public.audit_events VALUES (39, 'a92b2c25-d235-4a29-a54f-76cb56f31f2a', 1, 'key_0c972adcec8d1d84', 'annotation.updated', 'annotation', 'e3dbd95f-4730-46a5-bb73-dd12d9a7b3b1', 1, NULL, '{"uid": "e3dbd95f-4730-46a5-bb73-dd12d9a7b3b1", "item": "e861c85b-ba5e-4020-9301-fe94bfa39d03", "type": "segmentation_mask", "label": "dog", "model": "yolo", "state": "rejected", "track": "track-5", "source": "sam", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"rle": {"size": [160, 240], "counts": "Xo0b1V_T1"}}, "attributes": {}, "confidence": 0.29411764705882354}', '{"uid": "e3dbd95f-4730-46a5-bb73-dd12d9a7b3b1", "item": "e861c85b-ba5e-4020-9301-fe94bfa39d03", "type": "segmentation_mask", "label": "dog", "model": "yolo", "state": "rejected", "track": "track-5", "source": "sam", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 2, "geometry": {"rle": {"size": [160, 240], "counts": "Xo0b1V_T1"}}, "attributes": {}, "confidence": 0.29411764705882354}', '2026-11-25 21:20:05.860064+00');
INSERT INTO public.audit_events VALUES (91, '29fde948-174c-485d-bd9f-3c365d829c3c', 1, 'key_0c972adcec8d1d84', 'consensus.configured', 'project', '9792707a-6eb6-4e0a-8972-807eed09b62f', 1, NULL, NULL, '{"iou_threshold": 0.625, "min_annotations": 3, "min_agreement_ratio": 0.75}', '2026-11-25 21:20:08.198622+00');
INSERT INTO public.audit_events VALUES (41, '489fb8af-4b9b-496b-9352-e821c4eedd52', 1, 'key_0c972adcec8d1d84', 'annotation.updated', 'annotation', 'da8b92f6-13e5-4d22-9978-11d79b50c787', 1, NULL, '{"uid": "da8b92f6-13e5-4d22-9978-11d79b50c787", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "lorry", "model": "mini", "state": "draft", "track": "track-6", "source": "auto_label", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.35294117647058826}', '{"uid": "da8b92f6-13e5-4d22-9978-11d79b50c787", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "lorry", "model": "mini", "state": "draft", "track": "track-6", "source": "auto_label", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 2, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.35294117647058826}', '2026-11-25 21:20:05.956538+00');
INSERT INTO public.audit_events VALUES (42, '7128cd78-88bc-40e8-860a-414035eb66c4', 1, 'key_0c972adcec8d1d84', 'annotation.updated', 'annotation', 'da8b92f6-13e5-4d22-9978-11d79b50c787', 1, NULL, '{"uid": "da8b92f6-13e5-4d22-9978-11d79b50c787", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "lorry", "model": "mini", "state": "draft", "track": "track-6", "source": "auto_label", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 2, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.35294117647058826}', '{"uid": "da8b92f6-13e5-4d22-9978-11d79b50c787", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "mini", "state": "draft", "track": "track-6", "source": "auto_label", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 3, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.35294117647058826}', '2026-11-25 21:20:05.989624+00');
INSERT INTO public.audit_events VALUES (43, '51be5140-ee44-45d7-a856-0b06e385fcbe', 2, 'key_63563a69306e19c0', 'annotation.created', 'annotation', 'b490014f-328b-40e8-89b9-fbfdfaff5612', 1, NULL, NULL, '{"uid": "b490014f-328b-40e8-89b9-fbfdfaff5612", "item": "d8d300dd-7ee2-4ff9-9484-fe0a035cab65", "type": "polygon", "label": null, "model": "yolo", "state": "draft", "track": "track-7", "source": "propagated", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"polygons": [{"holes": [[[20.0, 20.0], [30.0, 20.0], [30.0, 30.0], [20.0, 30.0]]], "exterior": [[10.0, 10.0], [50.0, 10.0], [50.0, 60.0], [10.0, 60.0]]}]}, "attributes": {}, "confidence": 0.4117647058823529}', '2026-11-25 21:20:06.060452+00');
INSERT INTO public.audit_events VALUES (44, '7080c74c-32ab-4738-baef-1026a3843f98', 1, 'key_0c972adcec8d1d84', 'annotation.updated', 'annotation', 'b490014f-328b-40e8-89b9-fbfdfaff5612', 1, NULL, '{"uid": "b490014f-328b-40e8-89b9-fbfdfaff5612", "item": "d8d300dd-7ee2-4ff9-9484-fe0a035cab65", "type": "polygon", "label": null, "model": "yolo", "state": "draft", "track": "track-7", "source": "propagated", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"polygons": [{"holes": [[[20.0, 20.0], [30.0, 20.0], [30.0, 30.0], [20.0, 30.0]]], "exterior": [[10.0, 10.0], [50.0, 10.0], [50.0, 60.0], [10.0, 60.0]]}]}, "attributes": {}, "confidence": 0.4117647058823529}', '{"uid": "b490014f-328b-40e8-89b9-fbfdfaff5612", "item": "d8d300dd-7ee2-4ff9-9484-fe0a035cab65", "type": "polygon", "label": null, "model": "yolo", "state": "draft", "track": "track-7", "source": "propagated", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 2, "geometry": {"polygons": [{"holes": [[[20.0, 20.0], [30.0, 20.0], [30.0, 30.0], [20.0, 30.0]]], "exterior": [[10.0, 10.0], [50.0, 10.0], [50.0, 60.0], [10.0, 60.0]]}]}, "attributes": {}, "confidence": 0.4117647058823529}', '2026-11-25 21:20:06.133338+00');
INSERT INTO public.audit_events VALUES (45, 'e1d17759-e8a7-4b88-af90-1de7123e285e', 1, 'key_0c972adcec8d1d84', 'annotation.updated', 'annotation', 'b490014f-328b-40e8-89b9-fbfdfaff5612', 1, NULL, '{"uid": "b490014f-328b-40e8-89b9-fbfdfaff5612", "item": "d8d300dd-7ee2-4ff9-9484-fe0a035cab65", "type": "polygon", "label": null, "model": "yolo", "state": "draft", "track": "track-7", "source": "propagated", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 2, "geometry": {"polygons": [{"holes": [[[20.0, 20.0], [30.0, 20.0], [30.0, 30.0], [20.0, 30.0]]], "exterior": [[10.0, 10.0], [50.0, 10.0], [50.0, 60.0], [10.0, 60.0]]}]}, "attributes": {}, "confidence": 0.4117647058823529}', '{"uid": "b490014f-328b-40e8-89b9-fbfdfaff5612", "item": "d8d300dd-7ee2-4ff9-9484-fe0a035cab65", "type": "polygon", "label": "dog", "model": "yolo", "state": "draft", "track": "track-7", "source": "propagated", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 3, "geometry": {"polygons": [{"holes": [[[20.0, 20.0], [30.0, 20.0], [30.0, 30.0], [20.0, 30.0]]], "exterior": [[10.0, 10.0], [50.0, 10.0], [50.0, 60.0], [10.0, 60.0]]}]}, "attributes": {}, "confidence": 0.4117647058823529}', '2026-11-25 21:20:06.183052+00');
INSERT INTO public.audit_events VALUES (46, '66a7fb07-36aa-43b7-a991-6ce936c857b7', 1, 'key_0c972adcec8d1d84', 'annotation.updated', 'annotation', 'b490014f-328b-40e8-89b9-fbfdfaff5612', 1, NULL, '{"uid": "b490014f-328b-40e8-89b9-fbfdfaff5612", "item": "d8d300dd-7ee2-4ff9-9484-fe0a035cab65", "type": "polygon", "label": "dog", "model": "yolo", "state": "draft", "track": "track-7", "source": "propagated", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 3, "geometry": {"polygons": [{"holes": [[[20.0, 20.0], [30.0, 20.0], [30.0, 30.0], [20.0, 30.0]]], "exterior": [[10.0, 10.0], [50.0, 10.0], [50.0, 60.0], [10.0, 60.0]]}]}, "attributes": {}, "confidence": 0.4117647058823529}', '{"uid": "b490014f-328b-40e8-89b9-fbfdfaff5612", "item": "d8d300dd-7ee2-4ff9-9484-fe0a035cab65", "type": "polygon", "label": "dog", "model": "yolo", "state": "draft", "track": null, "source": "propagated", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 4, "geometry": {"polygons": [{"holes": [[[20.0, 20.0], [30.0, 20.0], [30.0, 30.0], [20.0, 30.0]]], "exterior": [[10.0, 10.0], [50.0, 10.0], [50.0, 60.0], [10.0, 60.0]]}]}, "attributes": {}, "confidence": 0.4117647058823529}', '2026-11-25 21:20:06.216225+00');
INSERT INTO public.audit_events VALUES (47, 'dbe7127b-561a-4997-816d-dd190840fe29', 2, 'key_63563a69306e19c0', 'annotation.created', 'annotation', '820c53ca-a174-456f-9021-f3ebfa73c526', 1, NULL, NULL, '{"uid": "820c53ca-a174-456f-9021-f3ebfa73c526", "item": "e861c85b-ba5e-4020-9301-fe94bfa39d03", "type": "segmentation_mask", "label": "car", "model": "mini", "state": "draft", "track": "track-8", "source": "imported", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"rle": {"size": [160, 240], "counts": "Xo0b1V_T1"}}, "attributes": {"doors": 5, "plate": "BE 1", "lights": ["left"], "parked": true, "occlusion": "some"}, "confidence": 0.47058823529411764}', '2026-11-25 21:20:06.274171+00');
INSERT INTO public.audit_events VALUES (48, '89b9b419-fe71-40d1-bb34-0aba3f814a87', 3, 'key_25a8a8afdbe257f6', 'annotation.created', 'annotation', '4053a68d-e522-41d0-a7ec-0e944a2dd0e7', 1, NULL, NULL, '{"uid": "4053a68d-e522-41d0-a7ec-0e944a2dd0e7", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "accepted", "track": "track-9", "source": "imported", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.5294117647058824}', '2026-11-25 21:20:06.362846+00');
INSERT INTO public.audit_events VALUES (49, '81bd56ed-2b72-4638-9f9f-b9e3caccffc5', 1, 'key_0c972adcec8d1d84', 'annotation.updated', 'annotation', '4053a68d-e522-41d0-a7ec-0e944a2dd0e7', 1, NULL, '{"uid": "4053a68d-e522-41d0-a7ec-0e944a2dd0e7", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "accepted", "track": "track-9", "source": "imported", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.5294117647058824}', '{"uid": "4053a68d-e522-41d0-a7ec-0e944a2dd0e7", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "accepted", "track": "track-9", "source": "imported", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 2, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.5294117647058824}', '2026-11-25 21:20:06.42903+00');
INSERT INTO public.audit_events VALUES (50, '03ffd146-a493-4ad2-8ffd-9ba955db9dbc', 1, 'key_0c972adcec8d1d84', 'annotation.created', 'annotation', 'b58df2db-ad65-43f9-b7bd-cef17e09c214', 1, NULL, NULL, '{"uid": "b58df2db-ad65-43f9-b7bd-cef17e09c214", "item": "d8d300dd-7ee2-4ff9-9484-fe0a035cab65", "type": "polygon", "label": "lorry", "model": "mini", "state": "rejected", "track": "track-10", "source": "imported", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"polygons": [{"holes": [[[20.0, 20.0], [30.0, 20.0], [30.0, 30.0], [20.0, 30.0]]], "exterior": [[10.0, 10.0], [50.0, 10.0], [50.0, 60.0], [10.0, 60.0]]}]}, "attributes": {}, "confidence": 0.5882352941176471}', '2026-11-25 21:20:06.503344+00');
INSERT INTO public.audit_events VALUES (51, 'd9843c4b-66d0-49d1-a3c1-89244d41e8be', 1, 'key_0c972adcec8d1d84', 'annotation.updated', 'annotation', 'b58df2db-ad65-43f9-b7bd-cef17e09c214', 1, NULL, '{"uid": "b58df2db-ad65-43f9-b7bd-cef17e09c214", "item": "d8d300dd-7ee2-4ff9-9484-fe0a035cab65", "type": "polygon", "label": "lorry", "model": "mini", "state": "rejected", "track": "track-10", "source": "imported", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"polygons": [{"holes": [[[20.0, 20.0], [30.0, 20.0], [30.0, 30.0], [20.0, 30.0]]], "exterior": [[10.0, 10.0], [50.0, 10.0], [50.0, 60.0], [10.0, 60.0]]}]}, "attributes": {}, "confidence": 0.5882352941176471}', '{"uid": "b58df2db-ad65-43f9-b7bd-cef17e09c214", "item": "d8d300dd-7ee2-4ff9-9484-fe0a035cab65", "type": "polygon", "label": "lorry", "model": "mini", "state": "rejected", "track": "track-10", "source": "imported", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 2, "geometry": {"polygons": [{"holes": [[[20.0, 20.0], [30.0, 20.0], [30.0, 30.0], [20.0, 30.0]]], "exterior": [[10.0, 10.0], [50.0, 10.0], [50.0, 60.0], [10.0, 60.0]]}]}, "attributes": {}, "confidence": 0.5882352941176471}', '2026-11-25 21:20:06.571475+00');
INSERT INTO public.audit_events VALUES (52, '1ed83b6f-1ab2-4210-ad0d-1e18c3d83483', 1, 'key_0c972adcec8d1d84', 'annotation.updated', 'annotation', 'b58df2db-ad65-43f9-b7bd-cef17e09c214', 1, NULL, '{"uid": "b58df2db-ad65-43f9-b7bd-cef17e09c214", "item": "d8d300dd-7ee2-4ff9-9484-fe0a035cab65", "type": "polygon", "label": "lorry", "model": "mini", "state": "rejected", "track": "track-10", "source": "imported", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 2, "geometry": {"polygons": [{"holes": [[[20.0, 20.0], [30.0, 20.0], [30.0, 30.0], [20.0, 30.0]]], "exterior": [[10.0, 10.0], [50.0, 10.0], [50.0, 60.0], [10.0, 60.0]]}]}, "attributes": {}, "confidence": 0.5882352941176471}', '{"uid": "b58df2db-ad65-43f9-b7bd-cef17e09c214", "item": "d8d300dd-7ee2-4ff9-9484-fe0a035cab65", "type": "polygon", "label": "dog", "model": "mini", "state": "rejected", "track": "track-10", "source": "imported", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 3, "geometry": {"polygons": [{"holes": [[[20.0, 20.0], [30.0, 20.0], [30.0, 30.0], [20.0, 30.0]]], "exterior": [[10.0, 10.0], [50.0, 10.0], [50.0, 60.0], [10.0, 60.0]]}]}, "attributes": {}, "confidence": 0.5882352941176471}', '2026-11-25 21:20:06.627046+00');
INSERT INTO public.audit_events VALUES (53, '1832c506-8b86-4df6-aa95-d8799f82408d', 1, 'key_0c972adcec8d1d84', 'annotation.created', 'annotation', '0b0a0000-0000-4000-8000-000000000001', 1, NULL, NULL, '{"uid": "0b0a0000-0000-4000-8000-000000000001", "item": "5bbcc874-7bf8-4fd5-b55a-192e41060769", "type": "bounding_box", "label": "tram", "model": null, "state": "accepted", "track": null, "source": "human", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": null}', '2026-11-25 21:20:06.698391+00');
INSERT INTO public.audit_events VALUES (54, '37d8c9b0-3a44-4233-8196-0a7f881ad2e0', 1, 'key_0c972adcec8d1d84', 'annotation.created', 'annotation', '8aa53be5-e78f-47e0-adb0-0568eb847988', 1, NULL, NULL, '{"uid": "8aa53be5-e78f-47e0-adb0-0568eb847988", "item": "7a31991f-053e-4760-bbdf-f68bd5594b9d", "type": "bounding_box", "label": "tram", "model": null, "state": "accepted", "track": null, "source": "human", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": null}', '2026-11-25 21:20:06.781809+00');
INSERT INTO public.audit_events VALUES (55, '82ecd89c-82c0-4b3a-9b08-cfc64dee3e50', 1, 'key_0c972adcec8d1d84', 'annotation.deleted', 'annotation', '8aa53be5-e78f-47e0-adb0-0568eb847988', 1, NULL, '{"uid": "8aa53be5-e78f-47e0-adb0-0568eb847988", "item": "7a31991f-053e-4760-bbdf-f68bd5594b9d", "type": "bounding_box", "label": "tram", "model": null, "state": "accepted", "track": null, "source": "human", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": null}', NULL, '2026-11-25 21:20:06.811771+00');
INSERT INTO public.audit_events VALUES (56, '2f6c5e15-25fc-4fff-adfa-7a30c88e0787', 1, 'key_0c972adcec8d1d84', 'project.updated', 'project', '9792707a-6eb6-4e0a-8972-807eed09b62f', 1, NULL, '{"name": "Cars", "labels": [{"uid": "efe51ff1-2da1-477d-9905-b29deb2a5c34", "name": "car", "color": "#4477aa", "shortcut": "c", "attributes": [{"name": "occlusion", "type": "dropdown", "options": ["none", "some"], "required": false}, {"name": "parked", "type": "checkbox", "options": [], "required": false}, {"name": "plate", "type": "text", "options": [], "required": false}, {"name": "doors", "type": "number", "options": [], "required": false}, {"name": "lights", "type": "multi_select", "options": ["left", "right"], "required": false}]}, {"uid": "14151053-6563-497e-96fa-3ddf3ebbad69", "name": "dog", "color": "#ee6677", "shortcut": null, "attributes": []}, {"uid": "5c920b06-b1b0-4dab-8856-399c78cec9d5", "name": "lorry", "color": "#228833", "shortcut": "l", "attributes": []}, {"uid": "f031f64e-ec64-4f9d-9dcc-1ece107b5fc0", "name": "tram", "color": "#ccbb44", "shortcut": null, "attributes": []}], "status": "active", "members": [], "version": 1, "datasets": ["c64302b7-da25-4bc4-afec-a701caac17d8"], "task_type": "image-annotation", "description": "Every car.\nAlso parked ones: été, 車", "members_only": false}', '{"name": "Cars", "labels": [{"uid": "efe51ff1-2da1-477d-9905-b29deb2a5c34", "name": "motor car", "color": "#4477aa", "shortcut": "c", "attributes": [{"name": "occlusion", "type": "dropdown", "options": ["none", "some"], "required": false}, {"name": "parked", "type": "checkbox", "options": [], "required": false}, {"name": "plate", "type": "text", "options": [], "required": false}, {"name": "doors", "type": "number", "options": [], "required": false}, {"name": "lights", "type": "multi_select", "options": ["left", "right"], "required": false}]}, {"uid": "14151053-6563-497e-96fa-3ddf3ebbad69", "name": "dog", "color": "#ee6677", "shortcut": null, "attributes": []}, {"uid": "5c920b06-b1b0-4dab-8856-399c78cec9d5", "name": "lorry", "color": "#228833", "shortcut": "l", "attributes": []}], "status": "active", "members": [], "version": 2, "datasets": ["c64302b7-da25-4bc4-afec-a701caac17d8"], "task_type": "image-annotation", "description": "Every car.\nAlso parked ones: été, 車", "members_only": false}', '2026-11-25 21:20:06.915235+00');
INSERT INTO public.audit_events VALUES (57, 'c1f70787-13b8-4aa2-8593-e9c2f3e492b3', 1, 'key_0c972adcec8d1d84', 'annotation.created', 'annotation', '6938805e-49a1-4fb7-a045-b22701b203c1', 1, NULL, NULL, '{"uid": "6938805e-49a1-4fb7-a045-b22701b203c1", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "draft", "track": null, "source": "auto_label", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.35}', '2026-11-25 21:20:06.954843+00');
INSERT INTO public.audit_events VALUES (58, 'df49d3f5-f206-4882-9440-59a14e9accb5', 3, 'key_25a8a8afdbe257f6', 'annotation.reviewed', 'annotation', '6938805e-49a1-4fb7-a045-b22701b203c1', 1, NULL, '{"uid": "6938805e-49a1-4fb7-a045-b22701b203c1", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "draft", "track": null, "source": "auto_label", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.35}', '{"uid": "6938805e-49a1-4fb7-a045-b22701b203c1", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "accepted", "track": null, "source": "auto_label", "comment": "I approve it.", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 2, "decision": "accept", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.35}', '2026-11-25 21:20:07.071039+00');
INSERT INTO public.audit_events VALUES (59, 'e1b118a0-7c85-442c-9b53-fdc22b0ebb59', 3, 'key_25a8a8afdbe257f6', 'agent.acted', 'agent_execution', '3929b7e0-0c97-4ad8-b80e-37a5f110757e', NULL, NULL, NULL, '{"agent": "4d4a7428-93cc-4159-9ae1-fde629af6f7f", "action": "approve", "reason": "I approve it.", "status": "completed"}', '2026-11-25 21:20:07.090738+00');
INSERT INTO public.audit_events VALUES (60, 'c62aa191-518e-4842-826b-0af70bb1e750', 1, 'key_0c972adcec8d1d84', 'annotation.created', 'annotation', '8d60456c-9ceb-43da-aa7b-4117979e3a27', 1, NULL, NULL, '{"uid": "8d60456c-9ceb-43da-aa7b-4117979e3a27", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "draft", "track": null, "source": "auto_label", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.35}', '2026-11-25 21:20:07.138664+00');
INSERT INTO public.audit_events VALUES (61, '9541eb50-80e5-42c3-b955-915329bf5a2f', 3, 'key_25a8a8afdbe257f6', 'annotation.reviewed', 'annotation', '8d60456c-9ceb-43da-aa7b-4117979e3a27', 1, NULL, '{"uid": "8d60456c-9ceb-43da-aa7b-4117979e3a27", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "draft", "track": null, "source": "auto_label", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.35}', '{"uid": "8d60456c-9ceb-43da-aa7b-4117979e3a27", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "rejected", "track": null, "source": "auto_label", "comment": "I reject it.", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 2, "decision": "reject", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.35}', '2026-11-25 21:20:07.219626+00');
INSERT INTO public.audit_events VALUES (62, 'c200a17d-a2d6-4898-822a-d22ff3609483', 3, 'key_25a8a8afdbe257f6', 'agent.acted', 'agent_execution', '7bf52614-9c5d-4d6b-a587-d3acf1ce849c', NULL, NULL, NULL, '{"agent": "4d4a7428-93cc-4159-9ae1-fde629af6f7f", "action": "reject", "reason": "I reject it.", "status": "completed"}', '2026-11-25 21:20:07.225684+00');
INSERT INTO public.audit_events VALUES (63, '09d4c0c4-f165-4e64-8a82-87b4b267c1fa', 1, 'key_0c972adcec8d1d84', 'annotation.created', 'annotation', '39fcc139-7c43-44f0-afe2-f957ac814b03', 1, NULL, NULL, '{"uid": "39fcc139-7c43-44f0-afe2-f957ac814b03", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "draft", "track": null, "source": "auto_label", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.35}', '2026-11-25 21:20:07.254616+00');
INSERT INTO public.audit_events VALUES (88, 'f68fcd6f-6297-4c0f-82e2-7e99052f5f81', 1, 'key_0c972adcec8d1d84', 'quality_target.created', 'quality_target', 'f76b308e-e0cf-494a-9ba4-0bc301101ab8', 1, NULL, NULL, '{"name": "few rejected", "metric": "rejection_rate", "operator": "gt", "severity": "critical", "is_active": true, "threshold": 0.1, "last_value": null, "is_breached": false, "notify_emails": ["lead@example.org"], "notify_webhook": true}', '2026-11-25 21:20:08.130642+00');
INSERT INTO public.audit_events VALUES (89, '039fb280-f9e5-48a9-ae1d-9abaadb4bb4b', 1, 'key_0c972adcec8d1d84', 'quality_target.created', 'quality_target', 'ada3e9b4-1788-48a3-acf0-8fa465c86f38', 1, NULL, NULL, '{"name": "few issues", "metric": "issue_rate", "operator": "gt", "severity": "warning", "is_active": false, "threshold": 0.9, "last_value": null, "is_breached": false, "notify_emails": [], "notify_webhook": true}', '2026-11-25 21:20:08.147551+00');
INSERT INTO public.audit_events VALUES (64, '4f93bd78-d03c-4237-a3e8-730ca59e2d36', 3, 'key_25a8a8afdbe257f6', 'annotation.reviewed', 'annotation', '39fcc139-7c43-44f0-afe2-f957ac814b03', 1, NULL, '{"uid": "39fcc139-7c43-44f0-afe2-f957ac814b03", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "draft", "track": null, "source": "auto_label", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.35}', '{"uid": "39fcc139-7c43-44f0-afe2-f957ac814b03", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "draft", "track": null, "source": "auto_label", "comment": "I flag it.", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "decision": "flag", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.35}', '2026-11-25 21:20:07.326622+00');
INSERT INTO public.audit_events VALUES (65, 'c42a3118-2da5-4e66-af24-d93cecfc8614', 3, 'key_25a8a8afdbe257f6', 'issue.created', 'issue', '6f6f7cd7-42e4-4e6a-a2e6-c154d66da6de', 1, NULL, NULL, '{"item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "tool": "other", "status": "open", "dataset": "c64302b7-da25-4bc4-afec-a701caac17d8", "problem": "other", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "priority": "medium", "sequence": null, "severity": "moderate", "object_uid": "39fcc139-7c43-44f0-afe2-f957ac814b03", "coordinates": null, "description": "I flag it.", "wrong_class": "dog", "query_params": null, "correct_class": null, "should_delete": null, "frames_affected": null, "should_re_annotate": null}', '2026-11-25 21:20:07.348437+00');
INSERT INTO public.audit_events VALUES (66, 'fb32156f-faa2-46a7-a316-6dad95059baf', 3, 'key_25a8a8afdbe257f6', 'agent.acted', 'agent_execution', '4d98c426-fffd-437f-a514-d8ac914cd7cb', NULL, NULL, NULL, '{"agent": "4d4a7428-93cc-4159-9ae1-fde629af6f7f", "action": "flag", "reason": "I flag it.", "status": "completed"}', '2026-11-25 21:20:07.352896+00');
INSERT INTO public.audit_events VALUES (67, 'f551a9a4-6905-4d5f-9993-d4753dcefdf9', 1, 'key_0c972adcec8d1d84', 'annotation.created', 'annotation', '6bd3994e-8357-4392-a890-00597bcc1e2b', 1, NULL, NULL, '{"uid": "6bd3994e-8357-4392-a890-00597bcc1e2b", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "draft", "track": null, "source": "auto_label", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.35}', '2026-11-25 21:20:07.389274+00');
INSERT INTO public.audit_events VALUES (68, '2ff60076-28ea-47a1-8109-d1e2aa2e415f', 3, 'key_25a8a8afdbe257f6', 'agent.acted', 'agent_execution', '6e580101-d392-46e2-a3c2-270efb4ce539', NULL, NULL, NULL, '{"agent": "4d4a7428-93cc-4159-9ae1-fde629af6f7f", "action": "skip", "reason": "I skip it.", "status": "completed"}', '2026-11-25 21:20:07.442232+00');
INSERT INTO public.audit_events VALUES (69, '43a2a55a-b885-441c-ab0d-cb52a0b3b2f9', 1, 'key_0c972adcec8d1d84', 'annotation.created', 'annotation', 'ec0271cd-2274-4369-bbc0-1b165c9f65f1', 1, NULL, NULL, '{"uid": "ec0271cd-2274-4369-bbc0-1b165c9f65f1", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "draft", "track": null, "source": "auto_label", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.35}', '2026-11-25 21:20:07.468073+00');
INSERT INTO public.audit_events VALUES (70, '5db25700-5421-48f1-94f1-f963b3549712', 1, 'key_0c972adcec8d1d84', 'annotation.updated', 'annotation', 'ec0271cd-2274-4369-bbc0-1b165c9f65f1', 1, NULL, '{"uid": "ec0271cd-2274-4369-bbc0-1b165c9f65f1", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "draft", "track": null, "source": "auto_label", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.35}', '{"uid": "ec0271cd-2274-4369-bbc0-1b165c9f65f1", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "draft", "track": null, "source": "auto_label", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 2, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.5}', '2026-11-25 21:20:07.540441+00');
INSERT INTO public.audit_events VALUES (71, '4e31b07a-2e03-4705-8f0b-839598b21d67', 3, 'key_25a8a8afdbe257f6', 'agent.acted', 'agent_execution', '70086e17-8336-4923-b921-5848c596dee9', NULL, NULL, NULL, '{"agent": "4d4a7428-93cc-4159-9ae1-fde629af6f7f", "action": "approve", "reason": "I too late it.", "status": "failed"}', '2026-11-25 21:20:07.551851+00');
INSERT INTO public.audit_events VALUES (72, 'c29f420f-cde0-4212-bf5c-f39b05ddb48e', 1, 'key_0c972adcec8d1d84', 'annotation.created', 'annotation', '607cd790-a32c-4fa2-b8be-a29341eea1b1', 1, NULL, NULL, '{"uid": "607cd790-a32c-4fa2-b8be-a29341eea1b1", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "draft", "track": null, "source": "propagated", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.35}', '2026-11-25 21:20:07.566448+00');
INSERT INTO public.audit_events VALUES (73, '35a81611-2746-4d07-b87b-9e59f17efef5', 3, 'key_25a8a8afdbe257f6', 'annotation.reviewed', 'annotation', '607cd790-a32c-4fa2-b8be-a29341eea1b1', 1, NULL, '{"uid": "607cd790-a32c-4fa2-b8be-a29341eea1b1", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "draft", "track": null, "source": "propagated", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.35}', '{"uid": "607cd790-a32c-4fa2-b8be-a29341eea1b1", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "accepted", "track": null, "source": "propagated", "comment": "I approve it.", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 2, "decision": "accept", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.35}', '2026-11-25 21:20:07.614798+00');
INSERT INTO public.audit_events VALUES (74, '5fd1c2cd-9b25-4079-9ca6-023d9a8aca73', 3, 'key_25a8a8afdbe257f6', 'agent.acted', 'agent_execution', 'eae83e9c-5ccf-41c5-a645-9f73f6536bc1', NULL, NULL, NULL, '{"agent": "4d4a7428-93cc-4159-9ae1-fde629af6f7f", "action": "approve", "reason": "I approve it.", "status": "completed"}', '2026-11-25 21:20:07.629399+00');
INSERT INTO public.audit_events VALUES (75, '3b9bb8d7-fb5b-47e7-b03e-e21ea11505b9', 1, 'key_0c972adcec8d1d84', 'annotation.created', 'annotation', '5a1277f8-2d65-4c71-89cd-d9cd9a862d32', 1, NULL, NULL, '{"uid": "5a1277f8-2d65-4c71-89cd-d9cd9a862d32", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "draft", "track": null, "source": "propagated", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.35}', '2026-11-25 21:20:07.65916+00');
INSERT INTO public.audit_events VALUES (76, '223179ba-3d9d-4488-8aef-9d62a9c750c5', 3, 'key_25a8a8afdbe257f6', 'annotation.reviewed', 'annotation', '5a1277f8-2d65-4c71-89cd-d9cd9a862d32', 1, NULL, '{"uid": "5a1277f8-2d65-4c71-89cd-d9cd9a862d32", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "draft", "track": null, "source": "propagated", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.35}', '{"uid": "5a1277f8-2d65-4c71-89cd-d9cd9a862d32", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "rejected", "track": null, "source": "propagated", "comment": "I reject it.", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 2, "decision": "reject", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.35}', '2026-11-25 21:20:07.727177+00');
INSERT INTO public.audit_events VALUES (77, 'ae2174da-01be-4273-a231-333920b2838c', 3, 'key_25a8a8afdbe257f6', 'agent.acted', 'agent_execution', '5b55c674-2989-4e91-b95f-2dec3bc41a8c', NULL, NULL, NULL, '{"agent": "4d4a7428-93cc-4159-9ae1-fde629af6f7f", "action": "reject", "reason": "I reject it.", "status": "completed"}', '2026-11-25 21:20:07.738505+00');
INSERT INTO public.audit_events VALUES (78, '81e6d5ab-a580-476e-a366-dd63723d8763', 1, 'key_0c972adcec8d1d84', 'annotation.created', 'annotation', 'ddafd17a-6d80-49ee-ae57-4c5e521c33e4', 1, NULL, NULL, '{"uid": "ddafd17a-6d80-49ee-ae57-4c5e521c33e4", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "draft", "track": null, "source": "propagated", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.35}', '2026-11-25 21:20:07.754783+00');
INSERT INTO public.audit_events VALUES (79, '46af6c8b-b87e-4c2f-9510-7e2160d78678', 3, 'key_25a8a8afdbe257f6', 'annotation.reviewed', 'annotation', 'ddafd17a-6d80-49ee-ae57-4c5e521c33e4', 1, NULL, '{"uid": "ddafd17a-6d80-49ee-ae57-4c5e521c33e4", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "draft", "track": null, "source": "propagated", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.35}', '{"uid": "ddafd17a-6d80-49ee-ae57-4c5e521c33e4", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "draft", "track": null, "source": "propagated", "comment": "I flag it.", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "decision": "flag", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.35}', '2026-11-25 21:20:07.8014+00');
INSERT INTO public.audit_events VALUES (80, 'bfd5508e-bec2-419d-b62c-4adf3998426e', 3, 'key_25a8a8afdbe257f6', 'issue.created', 'issue', 'df39be4a-0e83-460c-b9bc-5616e6948a92', 1, NULL, NULL, '{"item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "tool": "other", "status": "open", "dataset": "c64302b7-da25-4bc4-afec-a701caac17d8", "problem": "other", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "priority": "medium", "sequence": null, "severity": "moderate", "object_uid": "ddafd17a-6d80-49ee-ae57-4c5e521c33e4", "coordinates": null, "description": "I flag it.", "wrong_class": "dog", "query_params": null, "correct_class": null, "should_delete": null, "frames_affected": null, "should_re_annotate": null}', '2026-11-25 21:20:07.818684+00');
INSERT INTO public.audit_events VALUES (81, 'dd8b1d35-5b31-4b7a-ac2e-fb3454fbab32', 3, 'key_25a8a8afdbe257f6', 'agent.acted', 'agent_execution', '2deb2dab-aa11-4b59-9d97-ab027fd28dfe', NULL, NULL, NULL, '{"agent": "4d4a7428-93cc-4159-9ae1-fde629af6f7f", "action": "flag", "reason": "I flag it.", "status": "completed"}', '2026-11-25 21:20:07.830738+00');
INSERT INTO public.audit_events VALUES (82, 'fb8e4615-74c4-4e15-9451-09b4a2027775', 1, 'key_0c972adcec8d1d84', 'annotation.created', 'annotation', 'fe487d6f-3e9f-49da-b81c-29f013949c6b', 1, NULL, NULL, '{"uid": "fe487d6f-3e9f-49da-b81c-29f013949c6b", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "draft", "track": null, "source": "propagated", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.35}', '2026-11-25 21:20:07.874539+00');
INSERT INTO public.audit_events VALUES (83, '648c071f-f589-449f-b691-4a0d4e1876a2', 3, 'key_25a8a8afdbe257f6', 'agent.acted', 'agent_execution', '6b688801-b480-46c0-9fc8-d412359e0b6c', NULL, NULL, NULL, '{"agent": "4d4a7428-93cc-4159-9ae1-fde629af6f7f", "action": "skip", "reason": "I skip it.", "status": "completed"}', '2026-11-25 21:20:07.922661+00');
INSERT INTO public.audit_events VALUES (84, '4988bfe6-2328-42ce-9914-a25fe8cbd458', 1, 'key_0c972adcec8d1d84', 'annotation.created', 'annotation', 'f5ef009d-52f9-4cbb-9bc6-24e1359868a9', 1, NULL, NULL, '{"uid": "f5ef009d-52f9-4cbb-9bc6-24e1359868a9", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "draft", "track": null, "source": "propagated", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.35}', '2026-11-25 21:20:07.950401+00');
INSERT INTO public.audit_events VALUES (85, '1d3c80fb-4f29-4555-b3e0-9122a1827405', 1, 'key_0c972adcec8d1d84', 'annotation.updated', 'annotation', 'f5ef009d-52f9-4cbb-9bc6-24e1359868a9', 1, NULL, '{"uid": "f5ef009d-52f9-4cbb-9bc6-24e1359868a9", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "draft", "track": null, "source": "propagated", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.35}', '{"uid": "f5ef009d-52f9-4cbb-9bc6-24e1359868a9", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "draft", "track": null, "source": "propagated", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 2, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.5}', '2026-11-25 21:20:08.003858+00');
INSERT INTO public.audit_events VALUES (86, '75fd2f1d-19dc-43a1-ad39-6af00e421663', 3, 'key_25a8a8afdbe257f6', 'agent.acted', 'agent_execution', 'cf4085f1-a13c-4f3e-8402-aabef291ce94', NULL, NULL, NULL, '{"agent": "4d4a7428-93cc-4159-9ae1-fde629af6f7f", "action": "approve", "reason": "I too late it.", "status": "failed"}', '2026-11-25 21:20:08.050843+00');
INSERT INTO public.audit_events VALUES (87, '81533d7f-d7f5-456c-af50-109ecc5b5015', 3, 'key_25a8a8afdbe257f6', 'annotation.created', 'annotation', '6b06c9f1-926f-4de9-8031-4d424439ed89', 4, NULL, NULL, '{"uid": "6b06c9f1-926f-4de9-8031-4d424439ed89", "item": "7953d7db-1335-4530-ae8a-71ce8cad2432", "type": "polygon", "label": "face", "model": null, "state": "accepted", "track": null, "source": "human", "project": "da2e37e5-3209-4553-9cd2-d8775c5a505b", "version": 1, "geometry": {"polygons": [{"holes": [[[20.0, 20.0], [30.0, 20.0], [30.0, 30.0], [20.0, 30.0]]], "exterior": [[10.0, 10.0], [50.0, 10.0], [50.0, 60.0], [10.0, 60.0]]}]}, "attributes": {}, "confidence": null}', '2026-11-25 21:20:08.110411+00');
INSERT INTO public.audit_events VALUES (92, '56244c27-09df-4e37-97ad-028d9494cb14', 3, 'key_25a8a8afdbe257f6', 'issue.created', 'issue', '0f63a688-4447-4d85-b4a9-32e05be67ce0', 1, NULL, NULL, '{"item": "5bbcc874-7bf8-4fd5-b55a-192e41060769", "tool": "bounding-box", "status": "open", "dataset": "c64302b7-da25-4bc4-afec-a701caac17d8", "problem": "wrong-class", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "priority": "highest", "sequence": null, "severity": "critical", "object_uid": null, "coordinates": {"x": 1.25, "y": [2, null]}, "description": "The outline cuts the car.", "wrong_class": "dog", "query_params": {"zoom": 2}, "correct_class": "car", "should_delete": false, "frames_affected": "1-3", "should_re_annotate": true}', '2026-11-25 21:20:08.23894+00');
INSERT INTO public.audit_events VALUES (93, 'c2c6f1a9-c033-4b3e-ad81-f5dc0a591caa', 3, 'key_25a8a8afdbe257f6', 'issue.created', 'issue', '38553b43-21d4-4ab4-aed0-b223810666a4', 1, NULL, NULL, '{"item": "5bbcc874-7bf8-4fd5-b55a-192e41060769", "tool": "bounding-box", "status": "open", "dataset": "c64302b7-da25-4bc4-afec-a701caac17d8", "problem": "wrong-class", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "priority": "medium", "sequence": null, "severity": "moderate", "object_uid": null, "coordinates": null, "description": "", "wrong_class": null, "query_params": null, "correct_class": null, "should_delete": null, "frames_affected": null, "should_re_annotate": null}', '2026-11-25 21:20:08.264071+00');
INSERT INTO public.audit_events VALUES (94, 'e22c12d6-6f6b-4c53-a92a-603f2e4a95e0', 3, 'key_25a8a8afdbe257f6', 'issue.created', 'issue', 'af9deb88-221b-4241-838f-25c1753d1f09', 1, NULL, NULL, '{"item": "5bbcc874-7bf8-4fd5-b55a-192e41060769", "tool": "bounding-box", "status": "open", "dataset": "c64302b7-da25-4bc4-afec-a701caac17d8", "problem": "wrong-class", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "priority": "medium", "sequence": null, "severity": "moderate", "object_uid": null, "coordinates": null, "description": "", "wrong_class": null, "query_params": null, "correct_class": null, "should_delete": null, "frames_affected": null, "should_re_annotate": null}', '2026-11-25 21:20:08.287721+00');
INSERT INTO public.audit_events VALUES (95, '104f9fcf-5fa2-48fc-9e12-d2dc3e460ef6', 1, 'key_0c972adcec8d1d84', 'issue.deleted', 'issue', 'af9deb88-221b-4241-838f-25c1753d1f09', NULL, NULL, '{"item": "5bbcc874-7bf8-4fd5-b55a-192e41060769", "tool": "bounding-box", "status": "open", "dataset": "c64302b7-da25-4bc4-afec-a701caac17d8", "problem": "wrong-class", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "priority": "medium", "sequence": null, "severity": "moderate", "object_uid": null, "coordinates": null, "description": "", "wrong_class": null, "query_params": null, "correct_class": null, "should_delete": null, "frames_affected": null, "should_re_annotate": null}', NULL, '2026-11-25 21:20:08.322469+00');
INSERT INTO public.audit_events VALUES (96, 'ef58487b-08d6-4fa4-b27f-3bac6c21804d', 1, 'key_0c972adcec8d1d84', 'issue.created', 'issue', '8ead1bda-ec6a-45f5-afb7-b11a50edd837', 1, NULL, NULL, '{"item": "5bbcc874-7bf8-4fd5-b55a-192e41060769", "tool": "bounding-box", "status": "open", "dataset": "c64302b7-da25-4bc4-afec-a701caac17d8", "problem": "wrong-class", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "priority": "medium", "sequence": null, "severity": "moderate", "object_uid": null, "coordinates": null, "description": "", "wrong_class": null, "query_params": null, "correct_class": null, "should_delete": null, "frames_affected": null, "should_re_annotate": null}', '2026-11-25 21:20:08.356292+00');
INSERT INTO public.audit_events VALUES (97, '6cb98f3b-c8e1-4e57-8e23-4d0d04396149', 1, 'key_0c972adcec8d1d84', 'issue.updated', 'issue', '8ead1bda-ec6a-45f5-afb7-b11a50edd837', NULL, NULL, '{"item": "5bbcc874-7bf8-4fd5-b55a-192e41060769", "tool": "bounding-box", "status": "open", "dataset": "c64302b7-da25-4bc4-afec-a701caac17d8", "problem": "wrong-class", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "priority": "medium", "sequence": null, "severity": "moderate", "object_uid": null, "coordinates": null, "description": "", "wrong_class": null, "query_params": null, "correct_class": null, "should_delete": null, "frames_affected": null, "should_re_annotate": null}', '{"item": "5bbcc874-7bf8-4fd5-b55a-192e41060769", "tool": "bounding-box", "status": "completed", "dataset": "c64302b7-da25-4bc4-afec-a701caac17d8", "problem": "wrong-class", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "priority": "medium", "sequence": null, "severity": "moderate", "object_uid": null, "coordinates": null, "description": "", "wrong_class": null, "query_params": null, "correct_class": null, "should_delete": null, "frames_affected": null, "should_re_annotate": null}', '2026-11-25 21:20:08.399598+00');
INSERT INTO public.audit_events VALUES (98, '8750760d-9967-4d67-9cf6-80f42ce50252', 1, 'key_0c972adcec8d1d84', 'provider.created', 'provider', '48a2a628-bf63-43e2-9f04-8c8dda1195f4', 1, NULL, NULL, '{"name": "detector", "config": {"headers": {"X-Team": "********"}, "timeout": 12.5, "auth_type": "bearer", "auth_header": "********", "endpoint_url": "https://models.example/predict", "response_key": "data.boxes"}, "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "is_active": true, "description": "Ours", "provider_type": "http"}', '2026-11-25 21:20:08.439217+00');
INSERT INTO public.audit_events VALUES (99, '65b2dd1f-0485-46dc-83af-4bf883548b6a', 1, 'key_0c972adcec8d1d84', 'provider.tested', 'provider', '48a2a628-bf63-43e2-9f04-8c8dda1195f4', NULL, NULL, NULL, '{"success": true}', '2026-11-25 21:20:08.466595+00');
INSERT INTO public.audit_events VALUES (100, '39bd1347-8262-471a-af6d-b2c9a44f6de9', 1, 'key_0c972adcec8d1d84', 'provider.created', 'provider', '785bddbb-9e5c-47e0-9bfa-85d580280688', NULL, NULL, NULL, '{"name": "cloud", "config": {"region": "eu-central-1", "endpoint_name": "cars"}, "project": null, "is_active": false, "description": "", "provider_type": "sagemaker"}', '2026-11-25 21:20:08.490211+00');
INSERT INTO public.audit_events VALUES (101, '317dfc43-2c60-424b-a2c3-cd285f510a61', 1, 'key_0c972adcec8d1d84', 'item.created', 'item', '3b1a2d2f-e781-4b65-bb82-dfc3f6060062', NULL, NULL, NULL, '{"dataset": "c64302b7-da25-4bc4-afec-a701caac17d8"}', '2026-11-25 21:20:08.701543+00');
INSERT INTO public.audit_events VALUES (102, '70323241-8974-48c8-8147-544782242872', 1, 'key_0c972adcec8d1d84', 'export.requested', 'export', '752ce2a4-4bd8-4400-8049-cdf723a46186', NULL, NULL, NULL, '{"name": "for the archive", "scope": {"datasets": [], "projects": ["9792707a-6eb6-4e0a-8972-807eed09b62f"]}, "format": "avala-json-external", "status": "requested", "error_message": null, "total_task_count": 0, "exported_task_count": 0}', '2026-11-25 21:20:08.926491+00');
INSERT INTO public.audit_events VALUES (103, 'a318be1a-b4ee-40d4-b675-c4c359f694a7', 1, NULL, 'export.exported', 'export', '752ce2a4-4bd8-4400-8049-cdf723a46186', NULL, NULL, NULL, '{"name": "for the archive", "scope": {"datasets": [], "projects": ["9792707a-6eb6-4e0a-8972-807eed09b62f"]}, "format": "avala-json-external", "status": "exported", "error_message": null, "total_task_count": 7, "exported_task_count": 7}', '2026-11-25 21:20:09.065425+00');
INSERT INTO public.audit_events VALUES (104, '9499e26c-f6bb-4456-9e82-1602ede6011e', 1, 'key_0c972adcec8d1d84', 'annotation.created', 'annotation', 'e25db446-fc7b-4a03-a43f-512ee808ca62', 1, '4b183410-5977-486f-adfa-782f93e4b2c1', NULL, '{"uid": "e25db446-fc7b-4a03-a43f-512ee808ca62", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "draft", "track": null, "source": "auto_label", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.75}', '2026-11-25 21:20:09.595607+00');
INSERT INTO public.audit_events VALUES (105, 'a3f41227-9e0d-4bde-8181-7857d7437be8', 1, 'key_0c972adcec8d1d84', 'issue.created', 'issue', '9172345c-2348-4416-ba96-fa2a146ac509', NULL, NULL, NULL, '{"item": null, "tool": "bounding-box", "status": "open", "dataset": "c64302b7-da25-4bc4-afec-a701caac17d8", "problem": "wrong-class", "project": null, "priority": "medium", "sequence": "57e3049e-a522-42ba-bc84-39518cd45af5", "severity": "moderate", "object_uid": null, "coordinates": null, "description": "", "wrong_class": null, "query_params": null, "correct_class": null, "should_delete": null, "frames_affected": null, "should_re_annotate": null}', '2026-11-25 21:20:09.675389+00');


--
-- Data for Name: consensus_configs; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.consensus_configs VALUES (1, '9792707a-6eb6-4e0a-8972-807eed09b62f', 1, 0.625, 0.75, 3, '2026-11-25 21:20:08.19186+00', '2026-11-25 21:20:08.191865+00');


--
-- Data for Name: datasets; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.datasets VALUES (2, 'ae2e1e9f-5603-4d16-9ea0-6c6b478b2a3a', 1, 'local', 'Mistake', 'mistake~2', 'image', 'private', 'deleted', 0, '{}', '2026-11-25 21:20:04.529114+00', '2026-11-25 21:20:04.555159+00', '2026-11-25 21:20:04.554337+00');
INSERT INTO public.datasets VALUES (3, '9b0b7ef2-c133-4378-98ea-ad95c04635bf', 1, 'local', 'Secret photos', 'secret-photos', 'image', 'private', 'created', 1, '{}', '2026-11-25 21:20:04.852219+00', '2026-11-25 21:20:04.945005+00', NULL);
INSERT INTO public.datasets VALUES (1, 'c64302b7-da25-4bc4-afec-a701caac17d8', 1, 'local', 'Street scenes', 'street-scenes', 'image', 'unlisted', 'created', 7, '{"é": [1], "city": "Bern"}', '2026-11-25 21:20:03.711957+00', '2026-11-25 21:20:08.692152+00', NULL);


--
-- Data for Name: exports; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.exports VALUES (1, '752ce2a4-4bd8-4400-8049-cdf723a46186', 'for the archive', 'avala-json-external', 'exported', '{"datasets": [], "projects": ["9792707a-6eb6-4e0a-8972-807eed09b62f"]}', 7, 7, NULL, 1, '2026-11-25 21:20:08.920001+00', '2026-11-25 21:20:09.061024+00');
INSERT INTO public.exports VALUES (2, '4990cac6-fe95-4be7-bca2-c80e4f6f1d3b', 'lost', 'avala-json-external', 'failed', '{"datasets": [], "projects": ["9792707a-6eb6-4e0a-8972-807eed09b62f"]}', 0, 0, 'The file could not be written: No space left on device.', 1, '2026-11-25 21:20:09.505506+00', '2026-11-25 21:20:09.505514+00');


--
-- Data for Name: images; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.images VALUES (1, 'sha256:56d2e596e0001149f1a31bf9f338da7dbb209c3b46a018fea640231f07dca6f9', 240, 160, 'PNG', 'image/png', 'bbe11230c141810e9649de5a7d132a9d6b09066f71a49b413dd54614fcd9a360', 5162, '2026-11-25 21:20:03.801965+00');
INSERT INTO public.images VALUES (2, 'sha256:bc7c4da2a2ceaf6894e3f70e1cebbafa788ce1d2e0b41f3d792ff52210e02314', 240, 160, 'JPEG', 'image/jpeg', '1c344ad422b6216e68ed14991d7ab5453d5c1e2ca5ce18c8967c08192af1c8d7', 3112, '2026-11-25 21:20:03.880863+00');
INSERT INTO public.images VALUES (3, 'sha256:ae1617ebb5f44c3486d3d87a22da8b654fb5395d41d6b5fd09a290e3c8d1f443', 240, 160, 'WEBP', 'image/webp', '0324b51f91c4b52815eb597d98fee65239540d4c2fc3fc2d8d60c5360974d044', 1324, '2026-11-25 21:20:03.954463+00');
INSERT INTO public.images VALUES (4, 'sha256:f3e0f6cb2ff9cb856f9500848fad335375c2aedf53debdac7943dc38a79a4f3f', 240, 160, 'PNG', 'image/png', '4fcfb62f1c5e7cff0975a58d69ebb2595ba80e65560d13a8282fa5eb2ad00a87', 5175, '2026-11-25 21:20:04.059011+00');
INSERT INTO public.images VALUES (5, 'sha256:902d89dc2a0ce60964ba313d29e80a906ace350d7af9683ba44a466ef1df30b6', 240, 160, 'PNG', 'image/png', '6814f0d111f797f5111ded5223003a903a4ce30f5153ffc0f23d97dde46738c6', 5171, '2026-11-25 21:20:04.174441+00');
INSERT INTO public.images VALUES (6, 'sha256:b79658ceabd1bf27166be4fc23f7c0cc1615e230fba4be8ef493d99156242a19', 240, 160, 'JPEG', 'image/jpeg', 'c908e0d23966606841fec6bc3e90f7dccc239a34ccdf56480c203ef4468e93c3', 3146, '2026-11-25 21:20:04.311537+00');
INSERT INTO public.images VALUES (7, 'sha256:bdcf69959516498d4069fd64a0729f79c5d2ad643c21c9137ad94e58a2b6bfdf', 240, 160, 'PNG', 'image/png', '50c38731316b89b8552b8f6f128a9429e7edaf64019d6f45240294f59e025885', 5367, '2026-11-25 21:20:04.477484+00');
INSERT INTO public.images VALUES (8, 'sha256:2adecce34ad5f2aee25a2f54adb7d2d69ce26d85e4d03b201e2f322dc79507d5', 240, 160, 'PNG', 'image/png', '6df21621225040c99482a0c3eca131a3a319f2659464166b385cf9f6e6235852', 5525, '2026-11-25 21:20:04.924442+00');
INSERT INTO public.images VALUES (9, 'sha256:734abfafd796bda0ca44aaaa5f6063c5b138fda42dca8a4a2426cf911a2cb015', 240, 160, 'PNG', 'image/png', '6257399c554fa15673f2c7744ebc1dabbd3b7a28abc34e81b309b834b69c7522', 5668, '2026-11-25 21:20:08.64629+00');
INSERT INTO public.images VALUES (10, 'sha256:63aff104330685af5a711935f8a92d463176f30301fea9c3ff1f09bf4874c54b', 240, 160, 'JPEG', 'image/jpeg', 'bbd5a1b8b32c09347e1ef702781671f4e250af0119f012f352fe1395003aa3d2', 3075, '2026-11-25 21:20:08.892465+00');


--
-- Data for Name: inference_providers; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.inference_providers VALUES (1, '48a2a628-bf63-43e2-9f04-8c8dda1195f4', 1, 'detector', 'Ours', 'http', '{"headers": {"X-Team": "streets"}, "timeout": 12.5, "auth_type": "bearer", "auth_header": "sk-of-the-provider", "endpoint_url": "https://models.example/predict", "response_key": "data.boxes"}', true, '2026-11-25 21:20:08.444014+00', true, '2026-11-25 21:20:08.424374+00', '2026-11-25 21:20:08.456187+00');
INSERT INTO public.inference_providers VALUES (2, '785bddbb-9e5c-47e0-9bfa-85d580280688', NULL, 'cloud', '', 'sagemaker', '{"region": "eu-central-1", "endpoint_name": "cars"}', false, NULL, NULL, '2026-11-25 21:20:08.478752+00', '2026-11-25 21:20:08.478759+00');


--
-- Data for Name: items; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.items VALUES (1, 'e0fa37eb-7cb2-49a9-a41d-32dd87590e08', 1, 1, NULL, NULL, 'street/0000.png', '{}', false, '2026-11-25 21:20:03.827514+00', '2026-11-25 21:20:03.827521+00');
INSERT INTO public.items VALUES (2, 'd8d300dd-7ee2-4ff9-9484-fe0a035cab65', 1, 2, NULL, NULL, 'street/0001.jpeg', '{}', false, '2026-11-25 21:20:03.906647+00', '2026-11-25 21:20:03.906654+00');
INSERT INTO public.items VALUES (3, 'e861c85b-ba5e-4020-9301-fe94bfa39d03', 1, 3, NULL, NULL, 'street/0002.webp', '{}', false, '2026-11-25 21:20:03.977505+00', '2026-11-25 21:20:03.977511+00');
INSERT INTO public.items VALUES (4, '5bbcc874-7bf8-4fd5-b55a-192e41060769', 1, 4, NULL, NULL, 'street/0003.png', '{}', false, '2026-11-25 21:20:04.088207+00', '2026-11-25 21:20:04.088214+00');
INSERT INTO public.items VALUES (7, '7953d7db-1335-4530-ae8a-71ce8cad2432', 3, 8, NULL, NULL, 'secret.png', '{}', false, '2026-11-25 21:20:04.9438+00', '2026-11-25 21:20:04.943807+00');
INSERT INTO public.items VALUES (8, '3b1a2d2f-e781-4b65-bb82-dfc3f6060062', 1, 9, NULL, NULL, 'up/whole.png', '{"camera": "whole"}', false, '2026-11-25 21:20:08.690896+00', '2026-11-25 21:20:08.690903+00');
INSERT INTO public.items VALUES (5, '7a31991f-053e-4760-bbdf-f68bd5594b9d', 1, 5, 1, 0, 'street/0004.png', '{}', false, '2026-11-25 21:20:04.236946+00', '2026-11-25 21:20:09.300635+00');
INSERT INTO public.items VALUES (6, 'de98a9c2-0056-45b4-bf36-bc329d9e6da0', 1, 6, 1, 1, 'street/0005.jpeg', '{}', true, '2026-11-25 21:20:04.355939+00', '2026-11-25 21:20:09.307147+00');


--
-- Data for Name: job_items; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.job_items VALUES (1, 1, '1', 'done', NULL, NULL, '2026-11-25 21:20:09.416129+00');
INSERT INTO public.job_items VALUES (2, 1, '2', 'failed', 'x', 'y', '2026-11-25 21:20:09.416138+00');
INSERT INTO public.job_items VALUES (3, 2, '1', 'done', NULL, NULL, '2026-11-25 21:20:09.440203+00');
INSERT INTO public.job_items VALUES (4, 2, '2', 'failed', 'x', 'y', '2026-11-25 21:20:09.440211+00');
INSERT INTO public.job_items VALUES (5, 3, '1', 'done', NULL, NULL, '2026-11-25 21:20:09.451864+00');
INSERT INTO public.job_items VALUES (6, 3, '2', 'failed', 'x', 'y', '2026-11-25 21:20:09.451871+00');


--
-- Data for Name: jobs; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.jobs VALUES (1, '4b183410-5977-486f-adfa-782f93e4b2c1', 'auto_label', 1, 'completed', '{"provider": "detector", "threshold": 0.5}', '{"made": 7}', 3, 1, 1, 1, 'one photo could not be read', 1, '2026-11-25 21:20:09.389511+00', '2026-11-25 21:20:09.38952+00', '2026-02-03 04:05:06.789012+00', '2026-02-03 04:05:15.789012+00');
INSERT INTO public.jobs VALUES (2, '02e351ce-c7c4-4182-92e3-6f2cce69fc25', 'auto_label', 1, 'failed', '{"provider": "detector", "threshold": 0.5}', '{"made": 7}', 3, 1, 1, 1, NULL, 1, '2026-11-25 21:20:09.428755+00', '2026-11-25 21:20:09.428762+00', '2026-02-03 04:05:06.789012+00', '2026-02-03 04:05:15.789012+00');
INSERT INTO public.jobs VALUES (3, '152e9662-9f87-4f14-a0d2-8732a0cbfbf5', 'auto_label', 1, 'cancelled', '{"provider": "detector", "threshold": 0.5}', '{"made": 7}', 3, 1, 1, 1, NULL, 1, '2026-11-25 21:20:09.446842+00', '2026-11-25 21:20:09.446849+00', '2026-02-03 04:05:06.789012+00', '2026-02-03 04:05:15.789012+00');


--
-- Data for Name: labels; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.labels VALUES (5, '6b8aacfc-5032-4618-b465-fafe866d1f4c', 4, 'face', '#4477aa', NULL, '[]', 0, false, '2026-11-25 21:20:04.976508+00', '2026-11-25 21:20:04.976516+00');
INSERT INTO public.labels VALUES (4, 'f031f64e-ec64-4f9d-9dcc-1ece107b5fc0', 1, 'tram', '#ccbb44', NULL, '[]', 3, true, '2026-11-25 21:20:04.618872+00', '2026-11-25 21:20:06.878718+00');
INSERT INTO public.labels VALUES (1, 'efe51ff1-2da1-477d-9905-b29deb2a5c34', 1, 'motor car', '#4477aa', 'c', '[{"name": "occlusion", "type": "dropdown", "options": ["none", "some"], "required": false}, {"name": "parked", "type": "checkbox", "options": [], "required": false}, {"name": "plate", "type": "text", "options": [], "required": false}, {"name": "doors", "type": "number", "options": [], "required": false}, {"name": "lights", "type": "multi_select", "options": ["left", "right"], "required": false}]', 0, false, '2026-11-25 21:20:04.598378+00', '2026-11-25 21:20:06.891543+00');
INSERT INTO public.labels VALUES (2, '14151053-6563-497e-96fa-3ddf3ebbad69', 1, 'dog', '#ee6677', NULL, '[]', 1, false, '2026-11-25 21:20:04.606877+00', '2026-11-25 21:20:06.894926+00');
INSERT INTO public.labels VALUES (3, '5c920b06-b1b0-4dab-8856-399c78cec9d5', 1, 'lorry', '#228833', 'l', '[]', 2, false, '2026-11-25 21:20:04.610599+00', '2026-11-25 21:20:06.896695+00');


--
-- Data for Name: manual_uploads; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.manual_uploads VALUES (1, 'c424c7e5-f0eb-45ae-be4e-45e394511f0e', 1, 'By hand', 'a/b.jpg', 3075, 'sha256:63aff104330685af5a711935f8a92d463176f30301fea9c3ff1f09bf4874c54b', '2026-11-25 21:20:08.85531+00', '9000-01-01 00:00:00+00');


--
-- Data for Name: organizations; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.organizations VALUES (1, '0f140ede-252c-47ca-95eb-4b3b07549e1b', 'Local', 'local', '2026-11-25 21:20:01.500637+00', '2026-11-25 21:20:01.500646+00');


--
-- Data for Name: project_datasets; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.project_datasets VALUES (1, 1);
INSERT INTO public.project_datasets VALUES (4, 3);


--
-- Data for Name: project_members; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.project_members VALUES (4, 3);


--
-- Data for Name: projects; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.projects VALUES (2, '45cc47b2-24a1-4fbe-a0db-377fca59a5e0', 1, 'Paused', '', 'video-annotation', 'paused', false, 2, '2026-11-25 21:20:04.719474+00', '2026-11-25 21:20:04.780559+00', NULL);
INSERT INTO public.projects VALUES (3, '6cfe644f-5c6a-4378-af52-ae1314da3ae8', 1, 'Over', '', 'video-annotation', 'deleted', false, 1, '2026-11-25 21:20:04.803843+00', '2026-11-25 21:20:04.841518+00', '2026-11-25 21:20:04.840802+00');
INSERT INTO public.projects VALUES (4, 'da2e37e5-3209-4553-9cd2-d8775c5a505b', 1, 'Secret', '', 'image-annotation', 'active', true, 1, '2026-11-25 21:20:04.969091+00', '2026-11-25 21:20:04.969099+00', NULL);
INSERT INTO public.projects VALUES (1, '9792707a-6eb6-4e0a-8972-807eed09b62f', 1, 'Cars', 'Every car.
Also parked ones: été, 車', 'image-annotation', 'active', false, 2, '2026-11-25 21:20:04.587753+00', '2026-11-25 21:20:06.899557+00', NULL);


--
-- Data for Name: quality_targets; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.quality_targets VALUES (2, 'ada3e9b4-1788-48a3-acf0-8fa465c86f38', 1, 'few issues', 'issue_rate', 'gt', 0.9, 'warning', false, true, '[]', NULL, NULL, false, 0, NULL, '2026-11-25 21:20:08.144372+00', '2026-11-25 21:20:08.144379+00');
INSERT INTO public.quality_targets VALUES (1, 'f76b308e-e0cf-494a-9ba4-0bc301101ab8', 1, 'few rejected', 'rejection_rate', 'gt', 0.1, 'critical', true, true, '["lead@example.org"]', '2026-11-25 21:20:08.152099+00', 0.5, true, 1, '2026-11-25 21:20:08.152099+00', '2026-11-25 21:20:08.125316+00', '2026-11-25 21:20:08.168477+00');


--
-- Data for Name: review_decisions; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.review_decisions VALUES (1, '0b7673ed-0653-430f-961e-b5a3b6c2e082', 1, '6938805e-49a1-4fb7-a045-b22701b203c1', 3, 'accept', false, 'I approve it.', '{"uid": "6938805e-49a1-4fb7-a045-b22701b203c1", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "draft", "track": null, "source": "auto_label", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.35}', '{"uid": "6938805e-49a1-4fb7-a045-b22701b203c1", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "accepted", "track": null, "source": "auto_label", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 2, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.35}', '2026-11-25 21:20:07.066625+00');
INSERT INTO public.review_decisions VALUES (2, 'e31d0b8d-7e96-4389-81e7-1ee365b38a71', 1, '8d60456c-9ceb-43da-aa7b-4117979e3a27', 3, 'reject', false, 'I reject it.', '{"uid": "8d60456c-9ceb-43da-aa7b-4117979e3a27", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "draft", "track": null, "source": "auto_label", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.35}', '{"uid": "8d60456c-9ceb-43da-aa7b-4117979e3a27", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "rejected", "track": null, "source": "auto_label", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 2, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.35}', '2026-11-25 21:20:07.218455+00');
INSERT INTO public.review_decisions VALUES (3, '370f5035-ca5a-4c0f-8dc9-5e4427b36421', 1, '39fcc139-7c43-44f0-afe2-f957ac814b03', 3, 'flag', false, 'I flag it.', '{"uid": "39fcc139-7c43-44f0-afe2-f957ac814b03", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "draft", "track": null, "source": "auto_label", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.35}', '{"uid": "39fcc139-7c43-44f0-afe2-f957ac814b03", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "draft", "track": null, "source": "auto_label", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.35}', '2026-11-25 21:20:07.321512+00');
INSERT INTO public.review_decisions VALUES (4, '7fcaf6ce-9eb9-4501-89cf-227201a3a346', 1, '607cd790-a32c-4fa2-b8be-a29341eea1b1', 3, 'accept', false, 'I approve it.', '{"uid": "607cd790-a32c-4fa2-b8be-a29341eea1b1", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "draft", "track": null, "source": "propagated", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.35}', '{"uid": "607cd790-a32c-4fa2-b8be-a29341eea1b1", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "accepted", "track": null, "source": "propagated", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 2, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.35}', '2026-11-25 21:20:07.612324+00');
INSERT INTO public.review_decisions VALUES (5, '1143959c-a7ad-4a86-8ed6-580dfff1e7ae', 1, '5a1277f8-2d65-4c71-89cd-d9cd9a862d32', 3, 'reject', false, 'I reject it.', '{"uid": "5a1277f8-2d65-4c71-89cd-d9cd9a862d32", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "draft", "track": null, "source": "propagated", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.35}', '{"uid": "5a1277f8-2d65-4c71-89cd-d9cd9a862d32", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "rejected", "track": null, "source": "propagated", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 2, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.35}', '2026-11-25 21:20:07.721593+00');
INSERT INTO public.review_decisions VALUES (6, '36890f10-1bd4-4f1f-9170-8545b24cab7f', 1, 'ddafd17a-6d80-49ee-ae57-4c5e521c33e4', 3, 'flag', false, 'I flag it.', '{"uid": "ddafd17a-6d80-49ee-ae57-4c5e521c33e4", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "draft", "track": null, "source": "propagated", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.35}', '{"uid": "ddafd17a-6d80-49ee-ae57-4c5e521c33e4", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "draft", "track": null, "source": "propagated", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.35}', '2026-11-25 21:20:07.799999+00');


--
-- Data for Name: sequences; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.sequences VALUES (1, '57e3049e-a522-42ba-bc84-39518cd45af5', 1, 'drive.mp4', 'ready', 2, '2026-11-25 21:20:09.287484+00', '2026-11-25 21:20:09.287491+00');


--
-- Data for Name: tasks; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.tasks VALUES (3, '9ecac526-5e2a-4f17-90d2-e2f62fe24aef', 1, 3, 'pending', NULL, '2026-11-25 21:20:04.631195+00', '2026-11-25 21:20:04.631196+00');
INSERT INTO public.tasks VALUES (4, '0f85533e-8a09-4018-b2c5-a50acae9c253', 1, 4, 'pending', NULL, '2026-11-25 21:20:04.631196+00', '2026-11-25 21:20:04.631197+00');
INSERT INTO public.tasks VALUES (5, '8cfc8386-f5d5-47de-9723-34f628a00bfb', 1, 5, 'pending', NULL, '2026-11-25 21:20:04.631198+00', '2026-11-25 21:20:04.631198+00');
INSERT INTO public.tasks VALUES (6, '9c0ec0f3-77bc-401b-b18a-5435e750ad7b', 1, 6, 'pending', NULL, '2026-11-25 21:20:04.631199+00', '2026-11-25 21:20:04.631201+00');
INSERT INTO public.tasks VALUES (7, '711d3c43-6f80-4fee-bedf-ed81bbe4d379', 4, 7, 'pending', NULL, '2026-11-25 21:20:04.984715+00', '2026-11-25 21:20:04.984722+00');
INSERT INTO public.tasks VALUES (8, '5801cb01-8e1e-455b-b4f6-cdf9738a8667', 1, 8, 'pending', NULL, '2026-11-25 21:20:08.700536+00', '2026-11-25 21:20:08.700543+00');
INSERT INTO public.tasks VALUES (1, '2df22057-103e-4a14-b966-7edb239df7eb', 1, 1, 'completed', 1, '2026-11-25 21:20:04.631185+00', '2026-11-25 21:20:09.311664+00');
INSERT INTO public.tasks VALUES (2, '2b146098-37cb-4126-be4b-771b8a0a39df', 1, 2, 'pending', 1, '2026-11-25 21:20:04.631194+00', '2026-11-25 21:20:09.31952+00');


--
-- Data for Name: uploads; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.uploads VALUES (1, 'acd54765-7f18-4f83-8d17-644e918b0618', 1, 1, 'up/whole.png', 5668, '{"camera": "whole"}', 'filename dXAvd2hvbGUucG5n,dataset YzY0MzAyYjctZGEyNS00YmM0LWFmZWMtYTcwMWNhYWMxN2Q4,metadata eyJjYW1lcmEiOiAid2hvbGUifQ==', 'done', '3b1a2d2f-e781-4b65-bb82-dfc3f6060062', NULL, '2026-11-25 21:20:08.537475+00', '9000-01-01 00:00:00+00');
INSERT INTO public.uploads VALUES (2, '82be355f-3601-4afb-90ee-a45cbc0194e0', 1, 1, 'up/half.png', 5162, '{"camera": "half"}', 'filename dXAvaGFsZi5wbmc=,dataset YzY0MzAyYjctZGEyNS00YmM0LWFmZWMtYTcwMWNhYWMxN2Q4,metadata eyJjYW1lcmEiOiAiaGFsZiJ9', 'uploading', NULL, NULL, '2026-11-25 21:20:08.761738+00', '9000-01-01 00:00:00+00');
INSERT INTO public.uploads VALUES (3, '4a8d1224-c6e8-44a9-a37d-bcd5baaae7e0', 1, 1, 'up/no.png', 4, '{"camera": "no"}', 'filename dXAvbm8ucG5n,dataset YzY0MzAyYjctZGEyNS00YmM0LWFmZWMtYTcwMWNhYWMxN2Q4,metadata eyJjYW1lcmEiOiAibm8ifQ==', 'refused', NULL, 'The file is text; JPEG, PNG, WebP, TIFF, BMP and GIF are accepted', '2026-11-25 21:20:08.797629+00', '9000-01-01 00:00:00+00');


--
-- Data for Name: users; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.users VALUES (1, '20453c52-5870-4e69-bb30-890569d2cac2', 1, 'lead', NULL, 'owner', true, '2026-11-25 21:20:01.516227+00', '2026-11-25 21:20:01.516233+00');
INSERT INTO public.users VALUES (3, '67a1d01e-cda0-42f7-b697-4b26f6a25644', 1, 'rita', NULL, 'reviewer', true, '2026-11-25 21:20:03.571698+00', '2026-11-25 21:20:03.571705+00');
INSERT INTO public.users VALUES (4, 'ce85f8d8-c25c-41e3-b93f-7cb8e907a78e', 1, 'adam', NULL, 'admin', true, '2026-11-25 21:20:03.605904+00', '2026-11-25 21:20:03.605914+00');
INSERT INTO public.users VALUES (2, '855cd319-9bae-435b-bf39-84eb8c09a9b2', 1, 'anna', 'anna@example.org', 'annotator', true, '2026-11-25 21:20:03.532431+00', '2026-11-25 21:20:09.327856+00');
INSERT INTO public.users VALUES (5, '27af1225-c17d-4c23-92ed-8fe04a3a3225', 1, 'olaf', NULL, 'annotator', false, '2026-11-25 21:20:03.653244+00', '2026-11-25 21:20:09.376149+00');


--
-- Data for Name: webhook_deliveries; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.webhook_deliveries VALUES (4, 'f52de20d-2611-4967-8e9b-a6fe652253f8', 1, 'dataset.deleted', '{"uid": "ae2e1e9f-5603-4d16-9ea0-6c6b478b2a3a", "name": "Mistake", "slug": "mistake", "owner": "local", "data_type": "image", "created_at": "2026-11-25T21:20:04.529114+00:00", "item_count": 0, "updated_at": "2026-11-25T21:20:04.529121+00:00"}', 'pending', 0, '2026-11-25 21:20:04.563113+00', NULL, NULL, '2026-11-25 21:20:04.563353+00', '2026-11-25 21:20:04.563355+00');
INSERT INTO public.webhook_deliveries VALUES (5, 'b0183373-35a4-408a-933f-d381f8f722d6', 1, 'dataset.created', '{"uid": "9b0b7ef2-c133-4378-98ea-ad95c04635bf", "name": "Secret photos", "slug": "secret-photos", "owner": "local", "data_type": "image", "created_at": "2026-11-25T21:20:04.852219+00:00", "item_count": 0, "updated_at": "2026-11-25T21:20:04.852226+00:00"}', 'pending', 0, '2026-11-25 21:20:04.859134+00', NULL, NULL, '2026-11-25 21:20:04.859294+00', '2026-11-25 21:20:04.859296+00');
INSERT INTO public.webhook_deliveries VALUES (6, '3e310e37-f97e-449f-9586-0bd77750a45f', 1, 'result.submitted', '{"uid": "d095963b-ff6b-4130-a5cb-46676ea71870", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "car", "model": null, "state": "draft", "track": "track-0", "source": "human", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {"doors": 5, "plate": "BE 1", "lights": ["left"], "parked": true, "occlusion": "some"}, "confidence": null}', 'pending', 0, '2026-11-25 21:20:05.126488+00', NULL, NULL, '2026-11-25 21:20:05.126812+00', '2026-11-25 21:20:05.126814+00');
INSERT INTO public.webhook_deliveries VALUES (7, '8f2f1f55-bc1a-4b07-92d0-446e502a92b9', 1, 'result.submitted', '{"uid": "49f30a06-2636-4cdf-a23b-4db1507f14aa", "item": "d8d300dd-7ee2-4ff9-9484-fe0a035cab65", "type": "polygon", "label": "dog", "model": null, "state": "accepted", "track": "track-1", "source": "human", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"polygons": [{"holes": [[[20.0, 20.0], [30.0, 20.0], [30.0, 30.0], [20.0, 30.0]]], "exterior": [[10.0, 10.0], [50.0, 10.0], [50.0, 60.0], [10.0, 60.0]]}]}, "attributes": {}, "confidence": null}', 'pending', 0, '2026-11-25 21:20:05.251784+00', NULL, NULL, '2026-11-25 21:20:05.25205+00', '2026-11-25 21:20:05.252053+00');
INSERT INTO public.webhook_deliveries VALUES (8, 'b9bf47d1-b9dc-4598-971c-dcbc0a9b6c34', 1, 'result.submitted', '{"uid": "ea418b26-ce06-465e-994c-f8846267678c", "item": "e861c85b-ba5e-4020-9301-fe94bfa39d03", "type": "segmentation_mask", "label": "lorry", "model": null, "state": "rejected", "track": "track-2", "source": "human", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"rle": {"size": [160, 240], "counts": "Xo0b1V_T1"}}, "attributes": {}, "confidence": null}', 'pending', 0, '2026-11-25 21:20:05.422131+00', NULL, NULL, '2026-11-25 21:20:05.422401+00', '2026-11-25 21:20:05.422404+00');
INSERT INTO public.webhook_deliveries VALUES (9, '6c973072-f4e1-4256-8836-f5ab4436890a', 1, 'result.submitted', '{"uid": "539bf77d-309f-49bc-83d8-c6bbd4706e23", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": null, "model": "yolo", "state": "draft", "track": "track-3", "source": "sam", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.17647058823529413}', 'pending', 0, '2026-11-25 21:20:05.575675+00', NULL, NULL, '2026-11-25 21:20:05.57586+00', '2026-11-25 21:20:05.575862+00');
INSERT INTO public.webhook_deliveries VALUES (10, '3c8fb3aa-dea0-46ee-87a0-bef4501a8d2c', 1, 'result.submitted', '{"uid": "1efcacef-bfb7-4e99-a5ef-4f0ab0e5d250", "item": "d8d300dd-7ee2-4ff9-9484-fe0a035cab65", "type": "polygon", "label": "car", "model": "mini", "state": "accepted", "track": "track-4", "source": "sam", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"polygons": [{"holes": [[[20.0, 20.0], [30.0, 20.0], [30.0, 30.0], [20.0, 30.0]]], "exterior": [[10.0, 10.0], [50.0, 10.0], [50.0, 60.0], [10.0, 60.0]]}]}, "attributes": {"doors": 5, "plate": "BE 1", "lights": ["left"], "parked": true, "occlusion": "some"}, "confidence": 0.23529411764705882}', 'pending', 0, '2026-11-25 21:20:05.739314+00', NULL, NULL, '2026-11-25 21:20:05.73952+00', '2026-11-25 21:20:05.739522+00');
INSERT INTO public.webhook_deliveries VALUES (11, 'c04a7995-4eaa-4f52-a5e4-fd228631e475', 1, 'result.submitted', '{"uid": "e3dbd95f-4730-46a5-bb73-dd12d9a7b3b1", "item": "e861c85b-ba5e-4020-9301-fe94bfa39d03", "type": "segmentation_mask", "label": "dog", "model": "yolo", "state": "rejected", "track": "track-5", "source": "sam", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"rle": {"size": [160, 240], "counts": "Xo0b1V_T1"}}, "attributes": {}, "confidence": 0.29411764705882354}', 'pending', 0, '2026-11-25 21:20:05.799621+00', NULL, NULL, '2026-11-25 21:20:05.799872+00', '2026-11-25 21:20:05.799874+00');
INSERT INTO public.webhook_deliveries VALUES (12, '2fb5ae8f-c4e8-4832-8bdc-c78f9adc8452', 1, 'result.submitted', '{"uid": "da8b92f6-13e5-4d22-9978-11d79b50c787", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "lorry", "model": "mini", "state": "draft", "track": "track-6", "source": "auto_label", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.35294117647058826}', 'pending', 0, '2026-11-25 21:20:05.90887+00', NULL, NULL, '2026-11-25 21:20:05.909031+00', '2026-11-25 21:20:05.909033+00');
INSERT INTO public.webhook_deliveries VALUES (13, '0bf5c6e3-872a-467d-aa39-8001a690eff4', 1, 'result.submitted', '{"uid": "b490014f-328b-40e8-89b9-fbfdfaff5612", "item": "d8d300dd-7ee2-4ff9-9484-fe0a035cab65", "type": "polygon", "label": null, "model": "yolo", "state": "draft", "track": "track-7", "source": "propagated", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"polygons": [{"holes": [[[20.0, 20.0], [30.0, 20.0], [30.0, 30.0], [20.0, 30.0]]], "exterior": [[10.0, 10.0], [50.0, 10.0], [50.0, 60.0], [10.0, 60.0]]}]}, "attributes": {}, "confidence": 0.4117647058823529}', 'pending', 0, '2026-11-25 21:20:06.066395+00', NULL, NULL, '2026-11-25 21:20:06.066654+00', '2026-11-25 21:20:06.066655+00');
INSERT INTO public.webhook_deliveries VALUES (14, 'cd99da37-098b-42c3-a798-7aca3f5e64cf', 1, 'result.submitted', '{"uid": "820c53ca-a174-456f-9021-f3ebfa73c526", "item": "e861c85b-ba5e-4020-9301-fe94bfa39d03", "type": "segmentation_mask", "label": "car", "model": "mini", "state": "draft", "track": "track-8", "source": "imported", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"rle": {"size": [160, 240], "counts": "Xo0b1V_T1"}}, "attributes": {"doors": 5, "plate": "BE 1", "lights": ["left"], "parked": true, "occlusion": "some"}, "confidence": 0.47058823529411764}', 'pending', 0, '2026-11-25 21:20:06.282628+00', NULL, NULL, '2026-11-25 21:20:06.282866+00', '2026-11-25 21:20:06.282868+00');
INSERT INTO public.webhook_deliveries VALUES (15, 'ad38d43c-304d-4359-a021-41f3faf4187a', 1, 'result.submitted', '{"uid": "4053a68d-e522-41d0-a7ec-0e944a2dd0e7", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "accepted", "track": "track-9", "source": "imported", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.5294117647058824}', 'pending', 0, '2026-11-25 21:20:06.370481+00', NULL, NULL, '2026-11-25 21:20:06.370802+00', '2026-11-25 21:20:06.370805+00');
INSERT INTO public.webhook_deliveries VALUES (16, '53fe6fca-7a7e-4d3c-9323-654864438259', 1, 'result.submitted', '{"uid": "b58df2db-ad65-43f9-b7bd-cef17e09c214", "item": "d8d300dd-7ee2-4ff9-9484-fe0a035cab65", "type": "polygon", "label": "lorry", "model": "mini", "state": "rejected", "track": "track-10", "source": "imported", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"polygons": [{"holes": [[[20.0, 20.0], [30.0, 20.0], [30.0, 30.0], [20.0, 30.0]]], "exterior": [[10.0, 10.0], [50.0, 10.0], [50.0, 60.0], [10.0, 60.0]]}]}, "attributes": {}, "confidence": 0.5882352941176471}', 'pending', 0, '2026-11-25 21:20:06.515586+00', NULL, NULL, '2026-11-25 21:20:06.515893+00', '2026-11-25 21:20:06.515896+00');
INSERT INTO public.webhook_deliveries VALUES (17, '9779a522-29df-48bc-8701-e3b6a254d53b', 1, 'result.submitted', '{"uid": "0b0a0000-0000-4000-8000-000000000001", "item": "5bbcc874-7bf8-4fd5-b55a-192e41060769", "type": "bounding_box", "label": "tram", "model": null, "state": "accepted", "track": null, "source": "human", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": null}', 'pending', 0, '2026-11-25 21:20:06.707024+00', NULL, NULL, '2026-11-25 21:20:06.707275+00', '2026-11-25 21:20:06.707277+00');
INSERT INTO public.webhook_deliveries VALUES (18, 'ac1c0b27-abb7-4508-aecf-427dbcc325c9', 1, 'result.submitted', '{"uid": "8aa53be5-e78f-47e0-adb0-0568eb847988", "item": "7a31991f-053e-4760-bbdf-f68bd5594b9d", "type": "bounding_box", "label": "tram", "model": null, "state": "accepted", "track": null, "source": "human", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": null}', 'pending', 0, '2026-11-25 21:20:06.783726+00', NULL, NULL, '2026-11-25 21:20:06.783911+00', '2026-11-25 21:20:06.783913+00');
INSERT INTO public.webhook_deliveries VALUES (19, '95d864be-8ebd-49b1-9882-91fc8624f4f8', 1, 'result.submitted', '{"uid": "6938805e-49a1-4fb7-a045-b22701b203c1", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "draft", "track": null, "source": "auto_label", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.35}', 'pending', 0, '2026-11-25 21:20:06.958772+00', NULL, NULL, '2026-11-25 21:20:06.959002+00', '2026-11-25 21:20:06.959004+00');
INSERT INTO public.webhook_deliveries VALUES (20, 'e2e400bd-63f6-4a41-bb54-897a9f0f3f24', 1, 'result.accepted', '{"uid": "6938805e-49a1-4fb7-a045-b22701b203c1", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "accepted", "track": null, "source": "auto_label", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 2, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.35}', 'pending', 0, '2026-11-25 21:20:07.074551+00', NULL, NULL, '2026-11-25 21:20:07.074737+00', '2026-11-25 21:20:07.074739+00');
INSERT INTO public.webhook_deliveries VALUES (21, '31101ac7-5473-4207-9d78-e3c39fb92dd8', 1, 'result.submitted', '{"uid": "8d60456c-9ceb-43da-aa7b-4117979e3a27", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "draft", "track": null, "source": "auto_label", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.35}', 'pending', 0, '2026-11-25 21:20:07.1567+00', NULL, NULL, '2026-11-25 21:20:07.15694+00', '2026-11-25 21:20:07.156942+00');
INSERT INTO public.webhook_deliveries VALUES (22, 'fb9625b6-195c-4f0b-8d31-21fff9919e0e', 1, 'result.rejected', '{"uid": "8d60456c-9ceb-43da-aa7b-4117979e3a27", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "rejected", "track": null, "source": "auto_label", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 2, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.35}', 'pending', 0, '2026-11-25 21:20:07.22113+00', NULL, NULL, '2026-11-25 21:20:07.22131+00', '2026-11-25 21:20:07.221313+00');
INSERT INTO public.webhook_deliveries VALUES (23, '90346832-c1d8-440b-93b8-8d347432d115', 1, 'result.submitted', '{"uid": "39fcc139-7c43-44f0-afe2-f957ac814b03", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "draft", "track": null, "source": "auto_label", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.35}', 'pending', 0, '2026-11-25 21:20:07.259591+00', NULL, NULL, '2026-11-25 21:20:07.259816+00', '2026-11-25 21:20:07.259818+00');
INSERT INTO public.webhook_deliveries VALUES (24, 'eecdaab2-2761-4e69-b1ab-dd9485256703', 1, 'result.submitted', '{"uid": "6bd3994e-8357-4392-a890-00597bcc1e2b", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "draft", "track": null, "source": "auto_label", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.35}', 'pending', 0, '2026-11-25 21:20:07.394448+00', NULL, NULL, '2026-11-25 21:20:07.39473+00', '2026-11-25 21:20:07.394732+00');
INSERT INTO public.webhook_deliveries VALUES (25, 'f263896c-c1b4-4626-ad9d-1fb0293ed578', 1, 'result.submitted', '{"uid": "ec0271cd-2274-4369-bbc0-1b165c9f65f1", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "draft", "track": null, "source": "auto_label", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.35}', 'pending', 0, '2026-11-25 21:20:07.470896+00', NULL, NULL, '2026-11-25 21:20:07.471101+00', '2026-11-25 21:20:07.471105+00');
INSERT INTO public.webhook_deliveries VALUES (26, '02e30fc0-5543-48c0-848e-fa395a708ecc', 1, 'result.submitted', '{"uid": "607cd790-a32c-4fa2-b8be-a29341eea1b1", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "draft", "track": null, "source": "propagated", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.35}', 'pending', 0, '2026-11-25 21:20:07.567765+00', NULL, NULL, '2026-11-25 21:20:07.56792+00', '2026-11-25 21:20:07.567922+00');
INSERT INTO public.webhook_deliveries VALUES (27, '424239f7-3152-47ba-94d8-d1acbb451132', 1, 'result.accepted', '{"uid": "607cd790-a32c-4fa2-b8be-a29341eea1b1", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "accepted", "track": null, "source": "propagated", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 2, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.35}', 'pending', 0, '2026-11-25 21:20:07.618185+00', NULL, NULL, '2026-11-25 21:20:07.618359+00', '2026-11-25 21:20:07.618361+00');
INSERT INTO public.webhook_deliveries VALUES (28, 'a954413a-55e7-49e4-8204-67dbca47ab4c', 1, 'result.submitted', '{"uid": "5a1277f8-2d65-4c71-89cd-d9cd9a862d32", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "draft", "track": null, "source": "propagated", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.35}', 'pending', 0, '2026-11-25 21:20:07.66079+00', NULL, NULL, '2026-11-25 21:20:07.660995+00', '2026-11-25 21:20:07.660997+00');
INSERT INTO public.webhook_deliveries VALUES (29, 'c6e5a370-41cf-4d3e-b65d-3528f0e559bb', 1, 'result.rejected', '{"uid": "5a1277f8-2d65-4c71-89cd-d9cd9a862d32", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "rejected", "track": null, "source": "propagated", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 2, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.35}', 'pending', 0, '2026-11-25 21:20:07.729011+00', NULL, NULL, '2026-11-25 21:20:07.72917+00', '2026-11-25 21:20:07.729172+00');
INSERT INTO public.webhook_deliveries VALUES (30, 'c552afb6-0f5c-4510-9a71-95b2591f78bc', 1, 'result.submitted', '{"uid": "ddafd17a-6d80-49ee-ae57-4c5e521c33e4", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "draft", "track": null, "source": "propagated", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.35}', 'pending', 0, '2026-11-25 21:20:07.756123+00', NULL, NULL, '2026-11-25 21:20:07.756275+00', '2026-11-25 21:20:07.756277+00');
INSERT INTO public.webhook_deliveries VALUES (31, 'e26ea5f6-835f-4af8-a039-7f9045313bb1', 1, 'result.submitted', '{"uid": "fe487d6f-3e9f-49da-b81c-29f013949c6b", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "draft", "track": null, "source": "propagated", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.35}', 'pending', 0, '2026-11-25 21:20:07.879276+00', NULL, NULL, '2026-11-25 21:20:07.879485+00', '2026-11-25 21:20:07.879488+00');
INSERT INTO public.webhook_deliveries VALUES (32, 'b989f5fe-01ad-4a88-9a45-105306131a60', 1, 'result.submitted', '{"uid": "f5ef009d-52f9-4cbb-9bc6-24e1359868a9", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "draft", "track": null, "source": "propagated", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.35}', 'pending', 0, '2026-11-25 21:20:07.952376+00', NULL, NULL, '2026-11-25 21:20:07.952545+00', '2026-11-25 21:20:07.952547+00');
INSERT INTO public.webhook_deliveries VALUES (33, '4a503b7b-d951-43ad-9d8d-7ac6a51ad10a', 1, 'result.submitted', '{"uid": "6b06c9f1-926f-4de9-8031-4d424439ed89", "item": "7953d7db-1335-4530-ae8a-71ce8cad2432", "type": "polygon", "label": "face", "model": null, "state": "accepted", "track": null, "source": "human", "project": "da2e37e5-3209-4553-9cd2-d8775c5a505b", "version": 1, "geometry": {"polygons": [{"holes": [[[20.0, 20.0], [30.0, 20.0], [30.0, 30.0], [20.0, 30.0]]], "exterior": [[10.0, 10.0], [50.0, 10.0], [50.0, 60.0], [10.0, 60.0]]}]}, "attributes": {}, "confidence": null}', 'pending', 0, '2026-11-25 21:20:08.114185+00', NULL, NULL, '2026-11-25 21:20:08.11437+00', '2026-11-25 21:20:08.114372+00');
INSERT INTO public.webhook_deliveries VALUES (34, '0ea0ccf2-88fd-4f55-8b48-f65a571cd51c', 1, 'quality.alert', '{"uid": "f76b308e-e0cf-494a-9ba4-0bc301101ab8", "name": "few rejected", "metric": "rejection_rate", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "operator": "gt", "severity": "critical", "is_active": true, "threshold": 0.1, "last_value": 0.5, "is_breached": true, "notify_emails": ["lead@example.org"], "notify_webhook": true}', 'pending', 0, '2026-11-25 21:20:08.175264+00', NULL, NULL, '2026-11-25 21:20:08.175474+00', '2026-11-25 21:20:08.175477+00');
INSERT INTO public.webhook_deliveries VALUES (35, '41665766-c7a1-494c-882a-6fc898bd8cf1', 1, 'export.completed', '{"uid": "752ce2a4-4bd8-4400-8049-cdf723a46186", "format": "avala_json", "status": "completed", "created_at": "2026-11-25T21:20:08.920001+00:00", "download_url": null}', 'pending', 0, '2026-11-25 21:20:09.0708+00', NULL, NULL, '2026-11-25 21:20:09.071034+00', '2026-11-25 21:20:09.071036+00');
INSERT INTO public.webhook_deliveries VALUES (1, 'd349cbc5-31ee-44d7-a184-6b6449534023', 1, 'dataset.created', '{"uid": "c64302b7-da25-4bc4-afec-a701caac17d8", "name": "Street scenes", "slug": "street-scenes", "owner": "local", "data_type": "image", "created_at": "2026-11-25T21:20:03.711957+00:00", "item_count": 0, "updated_at": "2026-11-25T21:20:03.711965+00:00"}', 'delivered', 1, '2026-11-25 21:20:03.724553+00', 200, 'thanks', '2026-11-25 21:20:03.725559+00', '2026-11-25 21:20:09.468262+00');
INSERT INTO public.webhook_deliveries VALUES (2, '77315e73-e3bc-4110-b808-fcbe9aa27c80', 1, 'dataset.updated', '{"uid": "c64302b7-da25-4bc4-afec-a701caac17d8", "name": "Street scenes", "slug": "street-scenes", "owner": "local", "data_type": "image", "created_at": "2026-11-25T21:20:03.711957+00:00", "item_count": 6, "updated_at": "2026-11-25T21:20:04.506447+00:00"}', 'failed', 6, NULL, 500, NULL, '2026-11-25 21:20:04.516866+00', '2026-11-25 21:20:09.478437+00');
INSERT INTO public.webhook_deliveries VALUES (3, 'a5b16e1d-03c6-4a8d-9342-deed33121661', 1, 'dataset.created', '{"uid": "ae2e1e9f-5603-4d16-9ea0-6c6b478b2a3a", "name": "Mistake", "slug": "mistake", "owner": "local", "data_type": "image", "created_at": "2026-11-25T21:20:04.529114+00:00", "item_count": 0, "updated_at": "2026-11-25T21:20:04.529121+00:00"}', 'pending', 2, '9000-01-01 00:00:00+00', NULL, NULL, '2026-11-25 21:20:04.536167+00', '2026-11-25 21:20:09.481491+00');
INSERT INTO public.webhook_deliveries VALUES (36, '775c7a83-87f1-473c-8ca5-22cdab526951', 1, 'result.submitted', '{"uid": "e25db446-fc7b-4a03-a43f-512ee808ca62", "item": "e0fa37eb-7cb2-49a9-a41d-32dd87590e08", "type": "bounding_box", "label": "dog", "model": "yolo", "state": "draft", "track": null, "source": "auto_label", "project": "9792707a-6eb6-4e0a-8972-807eed09b62f", "version": 1, "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "confidence": 0.75}', 'pending', 0, '2026-11-25 21:20:09.606609+00', NULL, NULL, '2026-11-25 21:20:09.607629+00', '2026-11-25 21:20:09.607632+00');


--
-- Data for Name: webhooks; Type: TABLE DATA; Schema: public; Owner: -
--

INSERT INTO public.webhooks VALUES (1, 'b183c31b-6791-4d03-b70a-8c9d090a809f', 'https://hooks.example/all', '["dataset.created", "dataset.updated", "dataset.deleted", "export.completed", "export.failed", "task.completed", "result.submitted", "result.accepted", "result.rejected", "auto_label.completed", "quality.alert"]', true, 'whsec_all', 1, '2026-11-25 21:20:01.582915+00', '2026-11-25 21:20:01.582921+00', NULL);
INSERT INTO public.webhooks VALUES (2, '25b8e89f-1bf3-4d92-9cbd-05a9ee8971c4', 'https://hooks.example/off', '["dataset.created", "dataset.updated", "dataset.deleted", "export.completed", "export.failed", "task.completed", "result.submitted", "result.accepted", "result.rejected", "auto_label.completed", "quality.alert"]', false, 'whsec_off', 1, '2026-11-25 21:20:01.582928+00', '2026-11-25 21:20:01.582929+00', NULL);
INSERT INTO public.webhooks VALUES (3, '701c34d0-7347-4d94-8774-297bac0b8570', 'https://hooks.example/gone', '["dataset.created", "dataset.updated", "dataset.deleted", "export.completed", "export.failed", "task.completed", "result.submitted", "result.accepted", "result.rejected", "auto_label.completed", "quality.alert"]', false, 'whsec_gone', 1, '2026-11-25 21:20:01.582935+00', '2026-11-25 21:20:01.582936+00', '2026-01-02 03:04:05.678901+00');


--
-- Name: agent_executions_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.agent_executions_id_seq', 18, true);


--
-- Name: agents_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.agents_id_seq', 1, true);


--
-- Name: annotation_issues_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.annotation_issues_id_seq', 7, true);


--
-- Name: annotations_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.annotations_id_seq', 25, true);


--
-- Name: api_keys_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.api_keys_id_seq', 6, true);


--
-- Name: audit_events_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.audit_events_id_seq', 105, true);


--
-- Name: consensus_configs_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.consensus_configs_id_seq', 1, true);


--
-- Name: datasets_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.datasets_id_seq', 3, true);


--
-- Name: exports_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.exports_id_seq', 2, true);


--
-- Name: images_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.images_id_seq', 10, true);


--
-- Name: inference_providers_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.inference_providers_id_seq', 2, true);


--
-- Name: items_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.items_id_seq', 8, true);


--
-- Name: job_items_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.job_items_id_seq', 6, true);


--
-- Name: jobs_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.jobs_id_seq', 3, true);


--
-- Name: labels_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.labels_id_seq', 5, true);


--
-- Name: manual_uploads_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.manual_uploads_id_seq', 1, true);


--
-- Name: organizations_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.organizations_id_seq', 1, true);


--
-- Name: projects_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.projects_id_seq', 4, true);


--
-- Name: quality_targets_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.quality_targets_id_seq', 2, true);


--
-- Name: review_decisions_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.review_decisions_id_seq', 6, true);


--
-- Name: sequences_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.sequences_id_seq', 1, true);


--
-- Name: tasks_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.tasks_id_seq', 8, true);


--
-- Name: uploads_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.uploads_id_seq', 3, true);


--
-- Name: users_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.users_id_seq', 5, true);


--
-- Name: webhook_deliveries_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.webhook_deliveries_id_seq', 36, true);


--
-- Name: webhooks_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.webhooks_id_seq', 3, true);


--
-- Name: alembic_version alembic_version_pkc; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);


--
-- Name: agent_executions pk_agent_executions; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.agent_executions
    ADD CONSTRAINT pk_agent_executions PRIMARY KEY (id);


--
-- Name: agents pk_agents; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.agents
    ADD CONSTRAINT pk_agents PRIMARY KEY (id);


--
-- Name: annotation_counts pk_annotation_counts; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.annotation_counts
    ADD CONSTRAINT pk_annotation_counts PRIMARY KEY (project_id, state, source, model, label_id, tenth);


--
-- Name: annotation_issues pk_annotation_issues; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.annotation_issues
    ADD CONSTRAINT pk_annotation_issues PRIMARY KEY (id);


--
-- Name: annotations pk_annotations; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.annotations
    ADD CONSTRAINT pk_annotations PRIMARY KEY (id);


--
-- Name: api_keys pk_api_keys; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT pk_api_keys PRIMARY KEY (id);


--
-- Name: audit_events pk_audit_events; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit_events
    ADD CONSTRAINT pk_audit_events PRIMARY KEY (id);


--
-- Name: consensus_configs pk_consensus_configs; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.consensus_configs
    ADD CONSTRAINT pk_consensus_configs PRIMARY KEY (id);


--
-- Name: datasets pk_datasets; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.datasets
    ADD CONSTRAINT pk_datasets PRIMARY KEY (id);


--
-- Name: exports pk_exports; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.exports
    ADD CONSTRAINT pk_exports PRIMARY KEY (id);


--
-- Name: images pk_images; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.images
    ADD CONSTRAINT pk_images PRIMARY KEY (id);


--
-- Name: inference_providers pk_inference_providers; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.inference_providers
    ADD CONSTRAINT pk_inference_providers PRIMARY KEY (id);


--
-- Name: items pk_items; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.items
    ADD CONSTRAINT pk_items PRIMARY KEY (id);


--
-- Name: job_items pk_job_items; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.job_items
    ADD CONSTRAINT pk_job_items PRIMARY KEY (id);


--
-- Name: jobs pk_jobs; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.jobs
    ADD CONSTRAINT pk_jobs PRIMARY KEY (id);


--
-- Name: labels pk_labels; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.labels
    ADD CONSTRAINT pk_labels PRIMARY KEY (id);


--
-- Name: manual_uploads pk_manual_uploads; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.manual_uploads
    ADD CONSTRAINT pk_manual_uploads PRIMARY KEY (id);


--
-- Name: organizations pk_organizations; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.organizations
    ADD CONSTRAINT pk_organizations PRIMARY KEY (id);


--
-- Name: project_datasets pk_project_datasets; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.project_datasets
    ADD CONSTRAINT pk_project_datasets PRIMARY KEY (project_id, dataset_id);


--
-- Name: project_members pk_project_members; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.project_members
    ADD CONSTRAINT pk_project_members PRIMARY KEY (project_id, user_id);


--
-- Name: projects pk_projects; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.projects
    ADD CONSTRAINT pk_projects PRIMARY KEY (id);


--
-- Name: quality_targets pk_quality_targets; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.quality_targets
    ADD CONSTRAINT pk_quality_targets PRIMARY KEY (id);


--
-- Name: review_decisions pk_review_decisions; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.review_decisions
    ADD CONSTRAINT pk_review_decisions PRIMARY KEY (id);


--
-- Name: sequences pk_sequences; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sequences
    ADD CONSTRAINT pk_sequences PRIMARY KEY (id);


--
-- Name: tasks pk_tasks; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tasks
    ADD CONSTRAINT pk_tasks PRIMARY KEY (id);


--
-- Name: uploads pk_uploads; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.uploads
    ADD CONSTRAINT pk_uploads PRIMARY KEY (id);


--
-- Name: users pk_users; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.users
    ADD CONSTRAINT pk_users PRIMARY KEY (id);


--
-- Name: webhook_deliveries pk_webhook_deliveries; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_deliveries
    ADD CONSTRAINT pk_webhook_deliveries PRIMARY KEY (id);


--
-- Name: webhooks pk_webhooks; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhooks
    ADD CONSTRAINT pk_webhooks PRIMARY KEY (id);


--
-- Name: agent_executions uq_agent_executions_agent_id_event_type_subject; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.agent_executions
    ADD CONSTRAINT uq_agent_executions_agent_id_event_type_subject UNIQUE (agent_id, event_type, subject);


--
-- Name: agent_executions uq_agent_executions_uid; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.agent_executions
    ADD CONSTRAINT uq_agent_executions_uid UNIQUE (uid);


--
-- Name: agents uq_agents_uid; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.agents
    ADD CONSTRAINT uq_agents_uid UNIQUE (uid);


--
-- Name: annotation_issues uq_annotation_issues_uid; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.annotation_issues
    ADD CONSTRAINT uq_annotation_issues_uid UNIQUE (uid);


--
-- Name: annotations uq_annotations_uid; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.annotations
    ADD CONSTRAINT uq_annotations_uid UNIQUE (uid);


--
-- Name: api_keys uq_api_keys_sha256; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT uq_api_keys_sha256 UNIQUE (sha256);


--
-- Name: api_keys uq_api_keys_uid; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT uq_api_keys_uid UNIQUE (uid);


--
-- Name: audit_events uq_audit_events_uid; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit_events
    ADD CONSTRAINT uq_audit_events_uid UNIQUE (uid);


--
-- Name: consensus_configs uq_consensus_configs_project_id; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.consensus_configs
    ADD CONSTRAINT uq_consensus_configs_project_id UNIQUE (project_id);


--
-- Name: consensus_configs uq_consensus_configs_uid; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.consensus_configs
    ADD CONSTRAINT uq_consensus_configs_uid UNIQUE (uid);


--
-- Name: datasets uq_datasets_uid; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.datasets
    ADD CONSTRAINT uq_datasets_uid UNIQUE (uid);


--
-- Name: exports uq_exports_uid; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.exports
    ADD CONSTRAINT uq_exports_uid UNIQUE (uid);


--
-- Name: images uq_images_uid; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.images
    ADD CONSTRAINT uq_images_uid UNIQUE (uid);


--
-- Name: inference_providers uq_inference_providers_uid; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.inference_providers
    ADD CONSTRAINT uq_inference_providers_uid UNIQUE (uid);


--
-- Name: items uq_items_dataset_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.items
    ADD CONSTRAINT uq_items_dataset_id_key UNIQUE (dataset_id, key);


--
-- Name: items uq_items_uid; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.items
    ADD CONSTRAINT uq_items_uid UNIQUE (uid);


--
-- Name: job_items uq_job_items_job_id_subject; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.job_items
    ADD CONSTRAINT uq_job_items_job_id_subject UNIQUE (job_id, subject);


--
-- Name: jobs uq_jobs_uid; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.jobs
    ADD CONSTRAINT uq_jobs_uid UNIQUE (uid);


--
-- Name: labels uq_labels_project_id_name; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.labels
    ADD CONSTRAINT uq_labels_project_id_name UNIQUE (project_id, name);


--
-- Name: labels uq_labels_uid; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.labels
    ADD CONSTRAINT uq_labels_uid UNIQUE (uid);


--
-- Name: manual_uploads uq_manual_uploads_uid; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.manual_uploads
    ADD CONSTRAINT uq_manual_uploads_uid UNIQUE (uid);


--
-- Name: organizations uq_organizations_slug; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.organizations
    ADD CONSTRAINT uq_organizations_slug UNIQUE (slug);


--
-- Name: organizations uq_organizations_uid; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.organizations
    ADD CONSTRAINT uq_organizations_uid UNIQUE (uid);


--
-- Name: projects uq_projects_uid; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.projects
    ADD CONSTRAINT uq_projects_uid UNIQUE (uid);


--
-- Name: quality_targets uq_quality_targets_uid; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.quality_targets
    ADD CONSTRAINT uq_quality_targets_uid UNIQUE (uid);


--
-- Name: review_decisions uq_review_decisions_uid; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.review_decisions
    ADD CONSTRAINT uq_review_decisions_uid UNIQUE (uid);


--
-- Name: sequences uq_sequences_dataset_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sequences
    ADD CONSTRAINT uq_sequences_dataset_id_key UNIQUE (dataset_id, key);


--
-- Name: sequences uq_sequences_uid; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sequences
    ADD CONSTRAINT uq_sequences_uid UNIQUE (uid);


--
-- Name: tasks uq_tasks_project_id_item_id; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tasks
    ADD CONSTRAINT uq_tasks_project_id_item_id UNIQUE (project_id, item_id);


--
-- Name: tasks uq_tasks_uid; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tasks
    ADD CONSTRAINT uq_tasks_uid UNIQUE (uid);


--
-- Name: uploads uq_uploads_uid; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.uploads
    ADD CONSTRAINT uq_uploads_uid UNIQUE (uid);


--
-- Name: users uq_users_uid; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.users
    ADD CONSTRAINT uq_users_uid UNIQUE (uid);


--
-- Name: users uq_users_username; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.users
    ADD CONSTRAINT uq_users_username UNIQUE (username);


--
-- Name: webhook_deliveries uq_webhook_deliveries_uid; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_deliveries
    ADD CONSTRAINT uq_webhook_deliveries_uid UNIQUE (uid);


--
-- Name: webhooks uq_webhooks_uid; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhooks
    ADD CONSTRAINT uq_webhooks_uid UNIQUE (uid);


--
-- Name: ix_agent_executions_agent_id_status_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_agent_executions_agent_id_status_id ON public.agent_executions USING btree (agent_id, status, id);


--
-- Name: ix_annotation_issues_dataset_id_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_annotation_issues_dataset_id_id ON public.annotation_issues USING btree (dataset_id, id);


--
-- Name: ix_annotation_issues_item_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_annotation_issues_item_id ON public.annotation_issues USING btree (item_id);


--
-- Name: ix_annotation_issues_project_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_annotation_issues_project_id ON public.annotation_issues USING btree (project_id);


--
-- Name: ix_annotation_issues_sequence_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_annotation_issues_sequence_id ON public.annotation_issues USING btree (sequence_id);


--
-- Name: ix_annotations_item_id_project_id_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_annotations_item_id_project_id_id ON public.annotations USING btree (item_id, project_id, id);


--
-- Name: ix_annotations_label_id_item_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_annotations_label_id_item_id ON public.annotations USING btree (label_id, item_id);


--
-- Name: ix_annotations_project_id_state_source_item_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_annotations_project_id_state_source_item_id ON public.annotations USING btree (project_id, state, source, item_id);


--
-- Name: ix_api_keys_user_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_api_keys_user_id ON public.api_keys USING btree (user_id);


--
-- Name: ix_audit_events_job_uid_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_audit_events_job_uid_id ON public.audit_events USING btree (job_uid, id);


--
-- Name: ix_audit_events_project_id_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_audit_events_project_id_id ON public.audit_events USING btree (project_id, id);


--
-- Name: ix_audit_events_subject_uid_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_audit_events_subject_uid_id ON public.audit_events USING btree (subject_uid, id);


--
-- Name: ix_items_dataset_id_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_items_dataset_id_id ON public.items USING btree (dataset_id, id);


--
-- Name: ix_items_image_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_items_image_id ON public.items USING btree (image_id);


--
-- Name: ix_items_sequence_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_items_sequence_id ON public.items USING btree (sequence_id);


--
-- Name: ix_job_items_job_id_status_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_job_items_job_id_status_id ON public.job_items USING btree (job_id, status, id);


--
-- Name: ix_jobs_project_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_jobs_project_id ON public.jobs USING btree (project_id);


--
-- Name: ix_manual_uploads_expires_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_manual_uploads_expires_at ON public.manual_uploads USING btree (expires_at);


--
-- Name: ix_manual_uploads_user_id_dataset_name; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_manual_uploads_user_id_dataset_name ON public.manual_uploads USING btree (user_id, dataset_name);


--
-- Name: ix_project_datasets_dataset_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_project_datasets_dataset_id ON public.project_datasets USING btree (dataset_id);


--
-- Name: ix_project_members_user_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_project_members_user_id ON public.project_members USING btree (user_id);


--
-- Name: ix_quality_targets_project_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_quality_targets_project_id ON public.quality_targets USING btree (project_id);


--
-- Name: ix_review_decisions_annotation_uid; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_review_decisions_annotation_uid ON public.review_decisions USING btree (annotation_uid);


--
-- Name: ix_review_decisions_project_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_review_decisions_project_id ON public.review_decisions USING btree (project_id);


--
-- Name: ix_tasks_item_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_tasks_item_id ON public.tasks USING btree (item_id);


--
-- Name: ix_tasks_project_id_status_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_tasks_project_id_status_id ON public.tasks USING btree (project_id, status, id);


--
-- Name: ix_uploads_expires_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_uploads_expires_at ON public.uploads USING btree (expires_at);


--
-- Name: ix_uploads_user_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_uploads_user_id ON public.uploads USING btree (user_id);


--
-- Name: ix_webhook_deliveries_status_next_retry_at; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_webhook_deliveries_status_next_retry_at ON public.webhook_deliveries USING btree (status, next_retry_at);


--
-- Name: ix_webhook_deliveries_webhook_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_webhook_deliveries_webhook_id ON public.webhook_deliveries USING btree (webhook_id);


--
-- Name: uq_datasets_owner_name_slug; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX uq_datasets_owner_name_slug ON public.datasets USING btree (owner_name, slug);


--
-- Name: audit_events audit_events_keep; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER audit_events_keep BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_events FOR EACH STATEMENT EXECUTE FUNCTION public.audit_events_keep();


--
-- Name: agent_executions fk_agent_executions_agent_id_agents; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.agent_executions
    ADD CONSTRAINT fk_agent_executions_agent_id_agents FOREIGN KEY (agent_id) REFERENCES public.agents(id);


--
-- Name: agent_executions fk_agent_executions_project_id_projects; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.agent_executions
    ADD CONSTRAINT fk_agent_executions_project_id_projects FOREIGN KEY (project_id) REFERENCES public.projects(id);


--
-- Name: agents fk_agents_created_by_users; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.agents
    ADD CONSTRAINT fk_agents_created_by_users FOREIGN KEY (created_by) REFERENCES public.users(id);


--
-- Name: agents fk_agents_project_id_projects; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.agents
    ADD CONSTRAINT fk_agents_project_id_projects FOREIGN KEY (project_id) REFERENCES public.projects(id);


--
-- Name: annotation_counts fk_annotation_counts_project_id_projects; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.annotation_counts
    ADD CONSTRAINT fk_annotation_counts_project_id_projects FOREIGN KEY (project_id) REFERENCES public.projects(id);


--
-- Name: annotation_issues fk_annotation_issues_dataset_id_datasets; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.annotation_issues
    ADD CONSTRAINT fk_annotation_issues_dataset_id_datasets FOREIGN KEY (dataset_id) REFERENCES public.datasets(id);


--
-- Name: annotation_issues fk_annotation_issues_item_id_items; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.annotation_issues
    ADD CONSTRAINT fk_annotation_issues_item_id_items FOREIGN KEY (item_id) REFERENCES public.items(id);


--
-- Name: annotation_issues fk_annotation_issues_project_id_projects; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.annotation_issues
    ADD CONSTRAINT fk_annotation_issues_project_id_projects FOREIGN KEY (project_id) REFERENCES public.projects(id);


--
-- Name: annotation_issues fk_annotation_issues_reporter_id_users; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.annotation_issues
    ADD CONSTRAINT fk_annotation_issues_reporter_id_users FOREIGN KEY (reporter_id) REFERENCES public.users(id);


--
-- Name: annotation_issues fk_annotation_issues_sequence_id_sequences; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.annotation_issues
    ADD CONSTRAINT fk_annotation_issues_sequence_id_sequences FOREIGN KEY (sequence_id) REFERENCES public.sequences(id);


--
-- Name: annotations fk_annotations_created_by_users; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.annotations
    ADD CONSTRAINT fk_annotations_created_by_users FOREIGN KEY (created_by) REFERENCES public.users(id);


--
-- Name: annotations fk_annotations_item_id_items; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.annotations
    ADD CONSTRAINT fk_annotations_item_id_items FOREIGN KEY (item_id) REFERENCES public.items(id);


--
-- Name: annotations fk_annotations_label_id_labels; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.annotations
    ADD CONSTRAINT fk_annotations_label_id_labels FOREIGN KEY (label_id) REFERENCES public.labels(id);


--
-- Name: annotations fk_annotations_project_id_projects; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.annotations
    ADD CONSTRAINT fk_annotations_project_id_projects FOREIGN KEY (project_id) REFERENCES public.projects(id);


--
-- Name: annotations fk_annotations_updated_by_users; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.annotations
    ADD CONSTRAINT fk_annotations_updated_by_users FOREIGN KEY (updated_by) REFERENCES public.users(id);


--
-- Name: api_keys fk_api_keys_user_id_users; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT fk_api_keys_user_id_users FOREIGN KEY (user_id) REFERENCES public.users(id);


--
-- Name: audit_events fk_audit_events_project_id_projects; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit_events
    ADD CONSTRAINT fk_audit_events_project_id_projects FOREIGN KEY (project_id) REFERENCES public.projects(id);


--
-- Name: audit_events fk_audit_events_user_id_users; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit_events
    ADD CONSTRAINT fk_audit_events_user_id_users FOREIGN KEY (user_id) REFERENCES public.users(id);


--
-- Name: consensus_configs fk_consensus_configs_project_id_projects; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.consensus_configs
    ADD CONSTRAINT fk_consensus_configs_project_id_projects FOREIGN KEY (project_id) REFERENCES public.projects(id);


--
-- Name: datasets fk_datasets_organization_id_organizations; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.datasets
    ADD CONSTRAINT fk_datasets_organization_id_organizations FOREIGN KEY (organization_id) REFERENCES public.organizations(id);


--
-- Name: exports fk_exports_created_by_users; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.exports
    ADD CONSTRAINT fk_exports_created_by_users FOREIGN KEY (created_by) REFERENCES public.users(id);


--
-- Name: inference_providers fk_inference_providers_project_id_projects; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.inference_providers
    ADD CONSTRAINT fk_inference_providers_project_id_projects FOREIGN KEY (project_id) REFERENCES public.projects(id);


--
-- Name: items fk_items_dataset_id_datasets; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.items
    ADD CONSTRAINT fk_items_dataset_id_datasets FOREIGN KEY (dataset_id) REFERENCES public.datasets(id);


--
-- Name: items fk_items_image_id_images; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.items
    ADD CONSTRAINT fk_items_image_id_images FOREIGN KEY (image_id) REFERENCES public.images(id);


--
-- Name: items fk_items_sequence_id_sequences; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.items
    ADD CONSTRAINT fk_items_sequence_id_sequences FOREIGN KEY (sequence_id) REFERENCES public.sequences(id);


--
-- Name: job_items fk_job_items_job_id_jobs; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.job_items
    ADD CONSTRAINT fk_job_items_job_id_jobs FOREIGN KEY (job_id) REFERENCES public.jobs(id);


--
-- Name: jobs fk_jobs_created_by_users; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.jobs
    ADD CONSTRAINT fk_jobs_created_by_users FOREIGN KEY (created_by) REFERENCES public.users(id);


--
-- Name: jobs fk_jobs_project_id_projects; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.jobs
    ADD CONSTRAINT fk_jobs_project_id_projects FOREIGN KEY (project_id) REFERENCES public.projects(id);


--
-- Name: labels fk_labels_project_id_projects; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.labels
    ADD CONSTRAINT fk_labels_project_id_projects FOREIGN KEY (project_id) REFERENCES public.projects(id);


--
-- Name: manual_uploads fk_manual_uploads_user_id_users; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.manual_uploads
    ADD CONSTRAINT fk_manual_uploads_user_id_users FOREIGN KEY (user_id) REFERENCES public.users(id);


--
-- Name: project_datasets fk_project_datasets_dataset_id_datasets; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.project_datasets
    ADD CONSTRAINT fk_project_datasets_dataset_id_datasets FOREIGN KEY (dataset_id) REFERENCES public.datasets(id);


--
-- Name: project_datasets fk_project_datasets_project_id_projects; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.project_datasets
    ADD CONSTRAINT fk_project_datasets_project_id_projects FOREIGN KEY (project_id) REFERENCES public.projects(id);


--
-- Name: project_members fk_project_members_project_id_projects; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.project_members
    ADD CONSTRAINT fk_project_members_project_id_projects FOREIGN KEY (project_id) REFERENCES public.projects(id);


--
-- Name: project_members fk_project_members_user_id_users; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.project_members
    ADD CONSTRAINT fk_project_members_user_id_users FOREIGN KEY (user_id) REFERENCES public.users(id);


--
-- Name: projects fk_projects_organization_id_organizations; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.projects
    ADD CONSTRAINT fk_projects_organization_id_organizations FOREIGN KEY (organization_id) REFERENCES public.organizations(id);


--
-- Name: quality_targets fk_quality_targets_project_id_projects; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.quality_targets
    ADD CONSTRAINT fk_quality_targets_project_id_projects FOREIGN KEY (project_id) REFERENCES public.projects(id);


--
-- Name: review_decisions fk_review_decisions_project_id_projects; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.review_decisions
    ADD CONSTRAINT fk_review_decisions_project_id_projects FOREIGN KEY (project_id) REFERENCES public.projects(id);


--
-- Name: review_decisions fk_review_decisions_user_id_users; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.review_decisions
    ADD CONSTRAINT fk_review_decisions_user_id_users FOREIGN KEY (user_id) REFERENCES public.users(id);


--
-- Name: sequences fk_sequences_dataset_id_datasets; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.sequences
    ADD CONSTRAINT fk_sequences_dataset_id_datasets FOREIGN KEY (dataset_id) REFERENCES public.datasets(id);


--
-- Name: tasks fk_tasks_assignee_id_users; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tasks
    ADD CONSTRAINT fk_tasks_assignee_id_users FOREIGN KEY (assignee_id) REFERENCES public.users(id);


--
-- Name: tasks fk_tasks_item_id_items; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tasks
    ADD CONSTRAINT fk_tasks_item_id_items FOREIGN KEY (item_id) REFERENCES public.items(id);


--
-- Name: tasks fk_tasks_project_id_projects; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.tasks
    ADD CONSTRAINT fk_tasks_project_id_projects FOREIGN KEY (project_id) REFERENCES public.projects(id);


--
-- Name: uploads fk_uploads_dataset_id_datasets; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.uploads
    ADD CONSTRAINT fk_uploads_dataset_id_datasets FOREIGN KEY (dataset_id) REFERENCES public.datasets(id);


--
-- Name: uploads fk_uploads_user_id_users; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.uploads
    ADD CONSTRAINT fk_uploads_user_id_users FOREIGN KEY (user_id) REFERENCES public.users(id);


--
-- Name: users fk_users_organization_id_organizations; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.users
    ADD CONSTRAINT fk_users_organization_id_organizations FOREIGN KEY (organization_id) REFERENCES public.organizations(id);


--
-- Name: webhook_deliveries fk_webhook_deliveries_webhook_id_webhooks; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhook_deliveries
    ADD CONSTRAINT fk_webhook_deliveries_webhook_id_webhooks FOREIGN KEY (webhook_id) REFERENCES public.webhooks(id);


--
-- Name: webhooks fk_webhooks_created_by_users; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.webhooks
    ADD CONSTRAINT fk_webhooks_created_by_users FOREIGN KEY (created_by) REFERENCES public.users(id);


--
-- PostgreSQL database dump complete
--


