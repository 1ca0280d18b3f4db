BEGIN TRANSACTION;
CREATE TABLE agent_executions (
	id INTEGER NOT NULL, 
	uid VARCHAR(64) NOT NULL, 
	agent_id INTEGER NOT NULL, 
	project_id INTEGER, 
	task_type VARCHAR(32) NOT NULL, 
	event_type VARCHAR(64) NOT NULL, 
	subject VARCHAR(64) NOT NULL, 
	event_payload JSON NOT NULL, 
	status VARCHAR(16) NOT NULL, 
	action VARCHAR(16), 
	response_payload JSON, 
	error_message TEXT, 
	started_at DATETIME, 
	completed_at DATETIME, 
	created_at DATETIME NOT NULL, 
	updated_at DATETIME NOT NULL, 
	CONSTRAINT pk_agent_executions PRIMARY KEY (id), 
	CONSTRAINT fk_agent_executions_agent_id_agents FOREIGN KEY(agent_id) REFERENCES agents (id), 
	CONSTRAINT fk_agent_executions_project_id_projects FOREIGN KEY(project_id) REFERENCES projects (id), 
	CONSTRAINT uq_agent_executions_agent_id_event_type_subject UNIQUE (agent_id, event_type, subject), 
	CONSTRAINT uq_agent_executions_uid UNIQUE (uid)
);
INSERT INTO "agent_executions" VALUES(1,'a4736d7e-7b34-471a-90be-0ff7f5a900b4',1,1,'bounding_box','result.submitted','114a27ac-a0ba-4d92-8e66-f831e8da56c3@1','{"task_uid": "10cdb399-56cc-4165-bf22-7249da096754", "task_name": "street/0000.png", "task_type": "bounding_box", "task_status": "pending", "project_uid": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "result_uid": "114a27ac-a0ba-4d92-8e66-f831e8da56c3", "result_data": [{"uid": "114a27ac-a0ba-4d92-8e66-f831e8da56c3", "label": "car", "attributes": {"occlusion": "some", "parked": true, "plate": "BE 1", "doors": 5, "lights": ["left"]}, "created_by": "lead", "created_at": "2026-11-25T21:19:51.573Z", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "source": "human", "state": "draft", "confidence": null, "model": null, "track": "track-0", "version": 1, "type": "bounding_box", "x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25, "bbox": [1.5, 2.0, 30.0, 40.25]}], "result_metadata": {"confidence": null, "model": null, "source": "human", "state": "draft", "version": 1, "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041"}}','pending',NULL,NULL,NULL,'2026-11-25 21:19:51.586906',NULL,'2026-11-25 21:19:51.587748','2026-11-25 21:19:51.587751');
INSERT INTO "agent_executions" VALUES(2,'8a4f8184-cd7d-4d66-9d33-7393f1c8388d',1,1,'bounding_box','result.submitted','16c37722-94af-4782-8d03-5b5ca762464e@1','{"task_uid": "10cdb399-56cc-4165-bf22-7249da096754", "task_name": "street/0000.png", "task_type": "bounding_box", "task_status": "pending", "project_uid": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "result_uid": "16c37722-94af-4782-8d03-5b5ca762464e", "result_data": [{"uid": "16c37722-94af-4782-8d03-5b5ca762464e", "label": null, "attributes": {}, "created_by": "anna", "created_at": "2026-11-25T21:19:51.699Z", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "source": "sam", "state": "draft", "confidence": 0.17647058823529413, "model": "yolo", "track": "track-3", "version": 1, "type": "bounding_box", "x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25, "bbox": [1.5, 2.0, 30.0, 40.25]}], "result_metadata": {"confidence": 0.17647058823529413, "model": "yolo", "source": "sam", "state": "draft", "version": 1, "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041"}}','pending',NULL,NULL,NULL,'2026-11-25 21:19:51.708830',NULL,'2026-11-25 21:19:51.709089','2026-11-25 21:19:51.709091');
INSERT INTO "agent_executions" VALUES(3,'8f588a5c-244d-4be6-8c34-a0729604b822',1,1,'bounding_box','result.submitted','353936c6-b21d-4694-a49f-7d05de87cf1b@1','{"task_uid": "10cdb399-56cc-4165-bf22-7249da096754", "task_name": "street/0000.png", "task_type": "bounding_box", "task_status": "pending", "project_uid": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "result_uid": "353936c6-b21d-4694-a49f-7d05de87cf1b", "result_data": [{"uid": "353936c6-b21d-4694-a49f-7d05de87cf1b", "label": "lorry", "attributes": {}, "created_by": "anna", "created_at": "2026-11-25T21:19:51.869Z", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "source": "auto_label", "state": "draft", "confidence": 0.35294117647058826, "model": "mini", "track": "track-6", "version": 1, "type": "bounding_box", "x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25, "bbox": [1.5, 2.0, 30.0, 40.25]}], "result_metadata": {"confidence": 0.35294117647058826, "model": "mini", "source": "auto_label", "state": "draft", "version": 1, "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041"}}','pending',NULL,NULL,NULL,'2026-11-25 21:19:51.892156',NULL,'2026-11-25 21:19:51.892398','2026-11-25 21:19:51.892400');
INSERT INTO "agent_executions" VALUES(4,'83bb62a0-2547-4f1c-981e-6c5c8f39c23c',1,1,'polygon','result.submitted','3cb86feb-3b1b-4d12-b252-ab0c8b6dbf5f@1','{"task_uid": "5bed3103-0ee6-42cc-bd1b-fe97b06ac803", "task_name": "street/0001.jpeg", "task_type": "polygon", "task_status": "pending", "project_uid": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "result_uid": "3cb86feb-3b1b-4d12-b252-ab0c8b6dbf5f", "result_data": [{"uid": "3cb86feb-3b1b-4d12-b252-ab0c8b6dbf5f", "label": null, "attributes": {}, "created_by": "anna", "created_at": "2026-11-25T21:19:51.999Z", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "source": "propagated", "state": "draft", "confidence": 0.4117647058823529, "model": "yolo", "track": "track-7", "version": 1, "type": "polygon", "vertices": [[10.0, 10.0], [50.0, 10.0], [50.0, 60.0], [10.0, 60.0]], "polygons": [{"exterior": [[10.0, 10.0], [50.0, 10.0], [50.0, 60.0], [10.0, 60.0]], "holes": [[[20.0, 20.0], [30.0, 20.0], [30.0, 30.0], [20.0, 30.0]]]}]}], "result_metadata": {"confidence": 0.4117647058823529, "model": "yolo", "source": "propagated", "state": "draft", "version": 1, "item": "27d982e2-652c-47a1-a561-e1487d7a85ad"}}','pending',NULL,NULL,NULL,'2026-11-25 21:19:52.009545',NULL,'2026-11-25 21:19:52.009780','2026-11-25 21:19:52.009782');
INSERT INTO "agent_executions" VALUES(5,'cfc489fb-ace2-4558-918f-4deddf559762',1,1,'segmentation_mask','result.submitted','d73d15d3-a128-4457-b563-3329f9b09f66@1','{"task_uid": "7d848588-80d1-4123-b998-868f083e802a", "task_name": "street/0002.webp", "task_type": "segmentation_mask", "task_status": "pending", "project_uid": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "result_uid": "d73d15d3-a128-4457-b563-3329f9b09f66", "result_data": [{"uid": "d73d15d3-a128-4457-b563-3329f9b09f66", "label": "car", "attributes": {"occlusion": "some", "parked": true, "plate": "BE 1", "doors": 5, "lights": ["left"]}, "created_by": "anna", "created_at": "2026-11-25T21:19:52.092Z", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "source": "imported", "state": "draft", "confidence": 0.47058823529411764, "model": "mini", "track": "track-8", "version": 1, "type": "segmentation_mask", "mask": {"encoding": "rle", "counts": [1000, 50, 37350], "size": [160, 240], "order": "column"}}], "result_metadata": {"confidence": 0.47058823529411764, "model": "mini", "source": "imported", "state": "draft", "version": 1, "item": "00c9431e-2d9c-4722-a1e1-30559508117d"}}','pending',NULL,NULL,NULL,'2026-11-25 21:19:52.104920',NULL,'2026-11-25 21:19:52.105221','2026-11-25 21:19:52.105224');
INSERT INTO "agent_executions" VALUES(6,'e21d1345-00ab-4e81-b989-de559c5b804b',1,1,'bounding_box','result.submitted','ac809ac7-f580-430a-a63f-b06d665d75c4@1','{"task_uid": "10cdb399-56cc-4165-bf22-7249da096754", "task_name": "street/0000.png", "task_type": "bounding_box", "task_status": "pending", "project_uid": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "result_uid": "ac809ac7-f580-430a-a63f-b06d665d75c4", "result_data": [{"uid": "ac809ac7-f580-430a-a63f-b06d665d75c4", "label": "dog", "attributes": {}, "created_by": "lead", "created_at": "2026-11-25T21:19:52.440Z", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "source": "auto_label", "state": "draft", "confidence": 0.35, "model": "yolo", "track": null, "version": 1, "type": "bounding_box", "x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25, "bbox": [1.5, 2.0, 30.0, 40.25]}], "result_metadata": {"confidence": 0.35, "model": "yolo", "source": "auto_label", "state": "draft", "version": 1, "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041"}}','completed','approve','{"action": "approve", "reason": "I approve it."}',NULL,'2026-11-25 21:19:52.451188','2026-11-25 21:19:52.534295','2026-11-25 21:19:52.451459','2026-11-25 21:19:52.535141');
INSERT INTO "agent_executions" VALUES(7,'172c507b-5436-4614-968c-2fbb8732447a',1,1,'bounding_box','result.accepted','ac809ac7-f580-430a-a63f-b06d665d75c4@2','{"task_uid": "10cdb399-56cc-4165-bf22-7249da096754", "task_name": "street/0000.png", "task_type": "bounding_box", "task_status": "pending", "project_uid": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "result_uid": "ac809ac7-f580-430a-a63f-b06d665d75c4", "result_data": [{"uid": "ac809ac7-f580-430a-a63f-b06d665d75c4", "label": "dog", "attributes": {}, "created_by": "lead", "created_at": "2026-11-25T21:19:52.440Z", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "source": "auto_label", "state": "accepted", "confidence": 0.35, "model": "yolo", "track": null, "version": 2, "type": "bounding_box", "x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25, "bbox": [1.5, 2.0, 30.0, 40.25]}], "result_metadata": {"confidence": 0.35, "model": "yolo", "source": "auto_label", "state": "accepted", "version": 2, "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041"}}','pending',NULL,NULL,NULL,'2026-11-25 21:19:52.533657',NULL,'2026-11-25 21:19:52.533910','2026-11-25 21:19:52.533912');
INSERT INTO "agent_executions" VALUES(8,'2f7d650e-3bbb-4d24-aa7d-d7680b47cd58',1,1,'bounding_box','result.submitted','6796b93b-9801-47e8-ac7f-9b82b82467cc@1','{"task_uid": "10cdb399-56cc-4165-bf22-7249da096754", "task_name": "street/0000.png", "task_type": "bounding_box", "task_status": "pending", "project_uid": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "result_uid": "6796b93b-9801-47e8-ac7f-9b82b82467cc", "result_data": [{"uid": "6796b93b-9801-47e8-ac7f-9b82b82467cc", "label": "dog", "attributes": {}, "created_by": "lead", "created_at": "2026-11-25T21:19:52.577Z", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "source": "auto_label", "state": "draft", "confidence": 0.35, "model": "yolo", "track": null, "version": 1, "type": "bounding_box", "x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25, "bbox": [1.5, 2.0, 30.0, 40.25]}], "result_metadata": {"confidence": 0.35, "model": "yolo", "source": "auto_label", "state": "draft", "version": 1, "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041"}}','completed','reject','{"action": "reject", "reason": "I reject it."}',NULL,'2026-11-25 21:19:52.586172','2026-11-25 21:19:52.636625','2026-11-25 21:19:52.586420','2026-11-25 21:19:52.637080');
INSERT INTO "agent_executions" VALUES(9,'de2d9705-ece1-48e0-9fb8-4d154e975814',1,1,'bounding_box','result.submitted','c62edcbf-4812-41b1-8789-78b94ee73dca@1','{"task_uid": "10cdb399-56cc-4165-bf22-7249da096754", "task_name": "street/0000.png", "task_type": "bounding_box", "task_status": "pending", "project_uid": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "result_uid": "c62edcbf-4812-41b1-8789-78b94ee73dca", "result_data": [{"uid": "c62edcbf-4812-41b1-8789-78b94ee73dca", "label": "dog", "attributes": {}, "created_by": "lead", "created_at": "2026-11-25T21:19:52.660Z", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "source": "auto_label", "state": "draft", "confidence": 0.35, "model": "yolo", "track": null, "version": 1, "type": "bounding_box", "x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25, "bbox": [1.5, 2.0, 30.0, 40.25]}], "result_metadata": {"confidence": 0.35, "model": "yolo", "source": "auto_label", "state": "draft", "version": 1, "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041"}}','completed','flag','{"action": "flag", "reason": "I flag it."}',NULL,'2026-11-25 21:19:52.668788','2026-11-25 21:19:52.740778','2026-11-25 21:19:52.669007','2026-11-25 21:19:52.741281');
INSERT INTO "agent_executions" VALUES(10,'6db53eff-045d-487a-9051-71f30cde4fe3',1,1,'bounding_box','result.submitted','b03712d0-37e0-41b4-9099-09b057fa3e6e@1','{"task_uid": "10cdb399-56cc-4165-bf22-7249da096754", "task_name": "street/0000.png", "task_type": "bounding_box", "task_status": "pending", "project_uid": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "result_uid": "b03712d0-37e0-41b4-9099-09b057fa3e6e", "result_data": [{"uid": "b03712d0-37e0-41b4-9099-09b057fa3e6e", "label": "dog", "attributes": {}, "created_by": "lead", "created_at": "2026-11-25T21:19:52.764Z", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "source": "auto_label", "state": "draft", "confidence": 0.35, "model": "yolo", "track": null, "version": 1, "type": "bounding_box", "x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25, "bbox": [1.5, 2.0, 30.0, 40.25]}], "result_metadata": {"confidence": 0.35, "model": "yolo", "source": "auto_label", "state": "draft", "version": 1, "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041"}}','completed','skip','{"action": "skip", "reason": "I skip it."}',NULL,'2026-11-25 21:19:52.814912','2026-11-25 21:19:52.860312','2026-11-25 21:19:52.815261','2026-11-25 21:19:52.861050');
INSERT INTO "agent_executions" VALUES(11,'7fa45328-6e8d-43e8-8f9f-e2dbe04f6134',1,1,'bounding_box','result.submitted','96838c78-51ac-4602-b174-1dd42604f460@1','{"task_uid": "10cdb399-56cc-4165-bf22-7249da096754", "task_name": "street/0000.png", "task_type": "bounding_box", "task_status": "pending", "project_uid": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "result_uid": "96838c78-51ac-4602-b174-1dd42604f460", "result_data": [{"uid": "96838c78-51ac-4602-b174-1dd42604f460", "label": "dog", "attributes": {}, "created_by": "lead", "created_at": "2026-11-25T21:19:52.919Z", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "source": "auto_label", "state": "draft", "confidence": 0.35, "model": "yolo", "track": null, "version": 1, "type": "bounding_box", "x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25, "bbox": [1.5, 2.0, 30.0, 40.25]}], "result_metadata": {"confidence": 0.35, "model": "yolo", "source": "auto_label", "state": "draft", "version": 1, "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041"}}','failed','approve','{"action": "approve", "reason": "I too late it."}','the annotation was changed or reviewed meanwhile; it is draft now','2026-11-25 21:19:52.928005','2026-11-25 21:19:52.967624','2026-11-25 21:19:52.928257','2026-11-25 21:19:52.968209');
INSERT INTO "agent_executions" VALUES(12,'b6dd5323-bb89-4d2c-a180-53eeceea20d7',1,1,'bounding_box','result.submitted','a641d25e-04ee-44d9-9006-f05568d52fb0@1','{"task_uid": "10cdb399-56cc-4165-bf22-7249da096754", "task_name": "street/0000.png", "task_type": "bounding_box", "task_status": "pending", "project_uid": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "result_uid": "a641d25e-04ee-44d9-9006-f05568d52fb0", "result_data": [{"uid": "a641d25e-04ee-44d9-9006-f05568d52fb0", "label": "dog", "attributes": {}, "created_by": "lead", "created_at": "2026-11-25T21:19:52.992Z", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "source": "propagated", "state": "draft", "confidence": 0.35, "model": "yolo", "track": null, "version": 1, "type": "bounding_box", "x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25, "bbox": [1.5, 2.0, 30.0, 40.25]}], "result_metadata": {"confidence": 0.35, "model": "yolo", "source": "propagated", "state": "draft", "version": 1, "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041"}}','completed','approve','{"action": "approve", "reason": "I approve it."}',NULL,'2026-11-25 21:19:53.000401','2026-11-25 21:19:53.036434','2026-11-25 21:19:53.000618','2026-11-25 21:19:53.036811');
INSERT INTO "agent_executions" VALUES(13,'95e9295f-da8a-426e-86e0-ef4dbfe3227a',1,1,'bounding_box','result.accepted','a641d25e-04ee-44d9-9006-f05568d52fb0@2','{"task_uid": "10cdb399-56cc-4165-bf22-7249da096754", "task_name": "street/0000.png", "task_type": "bounding_box", "task_status": "pending", "project_uid": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "result_uid": "a641d25e-04ee-44d9-9006-f05568d52fb0", "result_data": [{"uid": "a641d25e-04ee-44d9-9006-f05568d52fb0", "label": "dog", "attributes": {}, "created_by": "lead", "created_at": "2026-11-25T21:19:52.992Z", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "source": "propagated", "state": "accepted", "confidence": 0.35, "model": "yolo", "track": null, "version": 2, "type": "bounding_box", "x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25, "bbox": [1.5, 2.0, 30.0, 40.25]}], "result_metadata": {"confidence": 0.35, "model": "yolo", "source": "propagated", "state": "accepted", "version": 2, "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041"}}','pending',NULL,NULL,NULL,'2026-11-25 21:19:53.035870',NULL,'2026-11-25 21:19:53.036108','2026-11-25 21:19:53.036111');
INSERT INTO "agent_executions" VALUES(14,'25163663-e286-4ca2-8c9e-8b7b387b2dfd',1,1,'bounding_box','result.submitted','22e836a1-7480-4c82-9b5f-780bbc8d3750@1','{"task_uid": "10cdb399-56cc-4165-bf22-7249da096754", "task_name": "street/0000.png", "task_type": "bounding_box", "task_status": "pending", "project_uid": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "result_uid": "22e836a1-7480-4c82-9b5f-780bbc8d3750", "result_data": [{"uid": "22e836a1-7480-4c82-9b5f-780bbc8d3750", "label": "dog", "attributes": {}, "created_by": "lead", "created_at": "2026-11-25T21:19:53.051Z", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "source": "propagated", "state": "draft", "confidence": 0.35, "model": "yolo", "track": null, "version": 1, "type": "bounding_box", "x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25, "bbox": [1.5, 2.0, 30.0, 40.25]}], "result_metadata": {"confidence": 0.35, "model": "yolo", "source": "propagated", "state": "draft", "version": 1, "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041"}}','completed','reject','{"action": "reject", "reason": "I reject it."}',NULL,'2026-11-25 21:19:53.071602','2026-11-25 21:19:53.122209','2026-11-25 21:19:53.071933','2026-11-25 21:19:53.122609');
INSERT INTO "agent_executions" VALUES(15,'ae29ffa4-37bc-4ea2-ba22-f7bb1efa88f8',1,1,'bounding_box','result.submitted','a13e05cb-5876-4519-8ba3-ba7c782f138e@1','{"task_uid": "10cdb399-56cc-4165-bf22-7249da096754", "task_name": "street/0000.png", "task_type": "bounding_box", "task_status": "pending", "project_uid": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "result_uid": "a13e05cb-5876-4519-8ba3-ba7c782f138e", "result_data": [{"uid": "a13e05cb-5876-4519-8ba3-ba7c782f138e", "label": "dog", "attributes": {}, "created_by": "lead", "created_at": "2026-11-25T21:19:53.155Z", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "source": "propagated", "state": "draft", "confidence": 0.35, "model": "yolo", "track": null, "version": 1, "type": "bounding_box", "x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25, "bbox": [1.5, 2.0, 30.0, 40.25]}], "result_metadata": {"confidence": 0.35, "model": "yolo", "source": "propagated", "state": "draft", "version": 1, "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041"}}','completed','flag','{"action": "flag", "reason": "I flag it."}',NULL,'2026-11-25 21:19:53.220385','2026-11-25 21:19:53.260783','2026-11-25 21:19:53.220686','2026-11-25 21:19:53.261223');
INSERT INTO "agent_executions" VALUES(16,'bb508749-64aa-4f0c-8d30-a3a20c6d3293',1,1,'bounding_box','result.submitted','f6cf4890-f172-4a67-9543-110d9624ee3d@1','{"task_uid": "10cdb399-56cc-4165-bf22-7249da096754", "task_name": "street/0000.png", "task_type": "bounding_box", "task_status": "pending", "project_uid": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "result_uid": "f6cf4890-f172-4a67-9543-110d9624ee3d", "result_data": [{"uid": "f6cf4890-f172-4a67-9543-110d9624ee3d", "label": "dog", "attributes": {}, "created_by": "lead", "created_at": "2026-11-25T21:19:53.298Z", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "source": "propagated", "state": "draft", "confidence": 0.35, "model": "yolo", "track": null, "version": 1, "type": "bounding_box", "x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25, "bbox": [1.5, 2.0, 30.0, 40.25]}], "result_metadata": {"confidence": 0.35, "model": "yolo", "source": "propagated", "state": "draft", "version": 1, "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041"}}','completed','skip','{"action": "skip", "reason": "I skip it."}',NULL,'2026-11-25 21:19:53.306174','2026-11-25 21:19:53.318386','2026-11-25 21:19:53.306387','2026-11-25 21:19:53.318796');
INSERT INTO "agent_executions" VALUES(17,'4026b8f3-b52c-46d9-9c61-f989a0d5b560',1,1,'bounding_box','result.submitted','e1f4efaf-b6de-4315-9184-a5a0760fa0d0@1','{"task_uid": "10cdb399-56cc-4165-bf22-7249da096754", "task_name": "street/0000.png", "task_type": "bounding_box", "task_status": "pending", "project_uid": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "result_uid": "e1f4efaf-b6de-4315-9184-a5a0760fa0d0", "result_data": [{"uid": "e1f4efaf-b6de-4315-9184-a5a0760fa0d0", "label": "dog", "attributes": {}, "created_by": "lead", "created_at": "2026-11-25T21:19:53.335Z", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "source": "propagated", "state": "draft", "confidence": 0.35, "model": "yolo", "track": null, "version": 1, "type": "bounding_box", "x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25, "bbox": [1.5, 2.0, 30.0, 40.25]}], "result_metadata": {"confidence": 0.35, "model": "yolo", "source": "propagated", "state": "draft", "version": 1, "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041"}}','failed','approve','{"action": "approve", "reason": "I too late it."}','the annotation was changed or reviewed meanwhile; it is draft now','2026-11-25 21:19:53.343546','2026-11-25 21:19:53.368956','2026-11-25 21:19:53.343766','2026-11-25 21:19:53.369433');
INSERT INTO "agent_executions" VALUES(18,'eee47de3-2e33-425d-92f8-f941d817e6ff',1,1,'bounding_box','result.submitted','be3de82d-0435-46f3-9f63-60c0412de599@1','{"task_uid": "10cdb399-56cc-4165-bf22-7249da096754", "task_name": "street/0000.png", "task_type": "bounding_box", "task_status": "completed", "project_uid": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "result_uid": "be3de82d-0435-46f3-9f63-60c0412de599", "result_data": [{"uid": "be3de82d-0435-46f3-9f63-60c0412de599", "label": "dog", "attributes": {}, "created_by": "lead", "created_at": "2026-11-25T21:19:54.536Z", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "source": "auto_label", "state": "draft", "confidence": 0.75, "model": "yolo", "track": null, "version": 1, "type": "bounding_box", "x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25, "bbox": [1.5, 2.0, 30.0, 40.25]}], "result_metadata": {"confidence": 0.75, "model": "yolo", "source": "auto_label", "state": "draft", "version": 1, "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041"}}','pending',NULL,NULL,NULL,'2026-11-25 21:19:54.574566',NULL,'2026-11-25 21:19:54.575463','2026-11-25 21:19:54.575466');
CREATE TABLE agents (
	id INTEGER NOT NULL, 
	uid VARCHAR(64) NOT NULL, 
	project_id INTEGER, 
	name VARCHAR(255) NOT NULL, 
	description TEXT NOT NULL, 
	events JSON NOT NULL, 
	task_types JSON NOT NULL, 
	callback_url VARCHAR(2048), 
	is_active BOOLEAN NOT NULL, 
	created_by INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	updated_at DATETIME NOT NULL, 
	CONSTRAINT pk_agents PRIMARY KEY (id), 
	CONSTRAINT fk_agents_created_by_users FOREIGN KEY(created_by) REFERENCES users (id), 
	CONSTRAINT fk_agents_project_id_projects FOREIGN KEY(project_id) REFERENCES projects (id), 
	CONSTRAINT uq_agents_uid UNIQUE (uid)
);
INSERT INTO "agents" VALUES(1,'7a39ed24-a507-4bbd-9959-e84ebbbb481c',1,'judge','Looks twice.','["result.submitted", "result.accepted", "dataset.updated", "export.completed"]','["bounding_box", "polygon", "image-annotation"]','https://agent.example/',1,1,'2026-11-25 21:19:51.555060','2026-11-25 21:19:51.555065');
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0002');
CREATE TABLE annotation_counts (
	project_id INTEGER NOT NULL, 
	state VARCHAR(16) NOT NULL, 
	source VARCHAR(16) NOT NULL, 
	model VARCHAR(255) NOT NULL, 
	label_id INTEGER NOT NULL, 
	tenth INTEGER NOT NULL, 
	count INTEGER NOT NULL, 
	CONSTRAINT pk_annotation_counts PRIMARY KEY (project_id, state, source, model, label_id, tenth), 
	CONSTRAINT fk_annotation_counts_project_id_projects FOREIGN KEY(project_id) REFERENCES projects (id)
);
INSERT INTO "annotation_counts" VALUES(1,'draft','human','',1,-1,1);
INSERT INTO "annotation_counts" VALUES(1,'accepted','human','',2,-1,1);
INSERT INTO "annotation_counts" VALUES(1,'rejected','human','',3,-1,0);
INSERT INTO "annotation_counts" VALUES(1,'rejected','human','',2,-1,1);
INSERT INTO "annotation_counts" VALUES(1,'draft','sam','yolo',0,1,0);
INSERT INTO "annotation_counts" VALUES(1,'draft','sam','yolo',2,1,1);
INSERT INTO "annotation_counts" VALUES(1,'accepted','sam','mini',1,2,1);
INSERT INTO "annotation_counts" VALUES(1,'rejected','sam','yolo',2,2,1);
INSERT INTO "annotation_counts" VALUES(1,'draft','auto_label','mini',3,3,0);
INSERT INTO "annotation_counts" VALUES(1,'draft','auto_label','mini',2,3,1);
INSERT INTO "annotation_counts" VALUES(1,'draft','propagated','yolo',0,4,0);
INSERT INTO "annotation_counts" VALUES(1,'draft','propagated','yolo',2,4,1);
INSERT INTO "annotation_counts" VALUES(1,'draft','imported','mini',1,4,1);
INSERT INTO "annotation_counts" VALUES(1,'accepted','imported','yolo',2,5,1);
INSERT INTO "annotation_counts" VALUES(1,'rejected','imported','mini',3,5,0);
INSERT INTO "annotation_counts" VALUES(1,'rejected','imported','mini',2,5,1);
INSERT INTO "annotation_counts" VALUES(1,'accepted','human','',4,-1,1);
INSERT INTO "annotation_counts" VALUES(1,'draft','auto_label','yolo',2,3,2);
INSERT INTO "annotation_counts" VALUES(1,'accepted','auto_label','yolo',2,3,1);
INSERT INTO "annotation_counts" VALUES(1,'rejected','auto_label','yolo',2,3,1);
INSERT INTO "annotation_counts" VALUES(1,'draft','auto_label','yolo',2,5,1);
INSERT INTO "annotation_counts" VALUES(1,'draft','propagated','yolo',2,3,2);
INSERT INTO "annotation_counts" VALUES(1,'accepted','propagated','yolo',2,3,1);
INSERT INTO "annotation_counts" VALUES(1,'rejected','propagated','yolo',2,3,1);
INSERT INTO "annotation_counts" VALUES(1,'draft','propagated','yolo',2,5,1);
INSERT INTO "annotation_counts" VALUES(4,'accepted','human','',5,-1,1);
INSERT INTO "annotation_counts" VALUES(1,'draft','auto_label','yolo',2,7,1);
CREATE TABLE annotation_issues (
	id INTEGER NOT NULL, 
	uid VARCHAR(64) NOT NULL, 
	dataset_id INTEGER NOT NULL, 
	sequence_id INTEGER, 
	item_id INTEGER, 
	project_id INTEGER, 
	reporter_id INTEGER NOT NULL, 
	tool VARCHAR(64) NOT NULL, 
	problem VARCHAR(64) NOT NULL, 
	priority VARCHAR(16) NOT NULL, 
	severity VARCHAR(16) NOT NULL, 
	status VARCHAR(24) NOT NULL, 
	description TEXT NOT NULL, 
	wrong_class VARCHAR(100), 
	correct_class VARCHAR(100), 
	should_re_annotate BOOLEAN, 
	should_delete BOOLEAN, 
	frames_affected VARCHAR(255), 
	coordinates JSON, 
	query_params JSON, 
	object_uid VARCHAR(64), 
	created_at DATETIME NOT NULL, 
	updated_at DATETIME NOT NULL, 
	closed_at DATETIME, 
	CONSTRAINT pk_annotation_issues PRIMARY KEY (id), 
	CONSTRAINT fk_annotation_issues_dataset_id_datasets FOREIGN KEY(dataset_id) REFERENCES datasets (id), 
	CONSTRAINT fk_annotation_issues_item_id_items FOREIGN KEY(item_id) REFERENCES items (id), 
	CONSTRAINT fk_annotation_issues_project_id_projects FOREIGN KEY(project_id) REFERENCES projects (id), 
	CONSTRAINT fk_annotation_issues_reporter_id_users FOREIGN KEY(reporter_id) REFERENCES users (id), 
	CONSTRAINT fk_annotation_issues_sequence_id_sequences FOREIGN KEY(sequence_id) REFERENCES sequences (id), 
	CONSTRAINT uq_annotation_issues_uid UNIQUE (uid)
);
INSERT INTO "annotation_issues" VALUES(1,'60b428e7-58e2-4436-867d-a594475c48b3',1,NULL,1,1,3,'other','other','medium','moderate','open','I flag it.','dog',NULL,NULL,NULL,NULL,NULL,NULL,'c62edcbf-4812-41b1-8789-78b94ee73dca','2026-11-25 21:19:52.736137','2026-11-25 21:19:52.736141',NULL);
INSERT INTO "annotation_issues" VALUES(2,'f86d157e-8fee-4730-b551-66d5adcb804f',1,NULL,1,1,3,'other','other','medium','moderate','open','I flag it.','dog',NULL,NULL,NULL,NULL,NULL,NULL,'a13e05cb-5876-4519-8ba3-ba7c782f138e','2026-11-25 21:19:53.258860','2026-11-25 21:19:53.258864',NULL);
INSERT INTO "annotation_issues" VALUES(3,'dfba8b8e-20a3-458d-99a3-0841a4b0d4e6',1,NULL,4,1,3,'bounding-box','wrong-class','highest','critical','open','The outline cuts the car.','dog','car',1,0,'1-3','{"x": 1.25, "y": [2, null]}','{"zoom": 2}',NULL,'2026-11-25 21:19:53.451946','2026-11-25 21:19:53.451952',NULL);
INSERT INTO "annotation_issues" VALUES(4,'5aa1b89e-56f9-48f5-861f-7c8b0263d0f4',1,NULL,4,1,3,'bounding-box','wrong-class','medium','moderate','open','',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-25 21:19:53.461960','2026-11-25 21:19:53.461966',NULL);
INSERT INTO "annotation_issues" VALUES(5,'cd938b7b-2255-475f-b62e-62c8b41e00a5',1,NULL,4,1,1,'bounding-box','wrong-class','medium','moderate','completed','',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-25 21:19:53.488557','2026-11-25 21:19:53.497059','2026-11-25 21:19:53.496335');
INSERT INTO "annotation_issues" VALUES(6,'6dddc5cc-344e-41b2-9bb4-d972e79faf8c',1,1,NULL,NULL,1,'bounding-box','wrong-class','medium','moderate','open','',NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,'2026-11-25 21:19:54.588231','2026-11-25 21:19:54.588237',NULL);
CREATE TABLE annotations (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	uid VARCHAR(64) NOT NULL, 
	project_id INTEGER NOT NULL, 
	item_id INTEGER NOT NULL, 
	label_id INTEGER, 
	type VARCHAR(32) NOT NULL, 
	geometry JSON NOT NULL, 
	attributes JSON NOT NULL, 
	source VARCHAR(16) NOT NULL, 
	state VARCHAR(16) NOT NULL, 
	confidence FLOAT, 
	model VARCHAR(255) NOT NULL, 
	track VARCHAR(64), 
	version INTEGER NOT NULL, 
	created_by INTEGER NOT NULL, 
	updated_by INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	updated_at DATETIME NOT NULL, 
	CONSTRAINT fk_annotations_created_by_users FOREIGN KEY(created_by) REFERENCES users (id), 
	CONSTRAINT fk_annotations_item_id_items FOREIGN KEY(item_id) REFERENCES items (id), 
	CONSTRAINT fk_annotations_label_id_labels FOREIGN KEY(label_id) REFERENCES labels (id), 
	CONSTRAINT fk_annotations_project_id_projects FOREIGN KEY(project_id) REFERENCES projects (id), 
	CONSTRAINT fk_annotations_updated_by_users FOREIGN KEY(updated_by) REFERENCES users (id), 
	CONSTRAINT uq_annotations_uid UNIQUE (uid)
);
INSERT INTO "annotations" VALUES(1,'114a27ac-a0ba-4d92-8e66-f831e8da56c3',1,1,1,'bounding_box','{"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}','{"occlusion": "some", "parked": true, "plate": "BE 1", "doors": 5, "lights": ["left"]}','human','draft',NULL,'','track-0',1,1,1,'2026-11-25 21:19:51.573912','2026-11-25 21:19:51.573918');
INSERT INTO "annotations" VALUES(2,'8291e5a0-3314-460b-a08c-948bfcece1c1',1,2,2,'polygon','{"polygons": [{"exterior": [[10.0, 10.0], [50.0, 10.0], [50.0, 60.0], [10.0, 60.0]], "holes": [[[20.0, 20.0], [30.0, 20.0], [30.0, 30.0], [20.0, 30.0]]]}]}','{}','human','accepted',NULL,'','track-1',2,2,1,'2026-11-25 21:19:51.610049','2026-11-25 21:19:51.634621');
INSERT INTO "annotations" VALUES(3,'5fbe6165-c0b9-40f2-83eb-b259edf90daa',1,3,2,'segmentation_mask','{"rle": {"size": [160, 240], "counts": "Xo0b1V_T1"}}','{}','human','rejected',NULL,'','track-2',3,1,1,'2026-11-25 21:19:51.649172','2026-11-25 21:19:51.677318');
INSERT INTO "annotations" VALUES(4,'16c37722-94af-4782-8d03-5b5ca762464e',1,1,2,'bounding_box','{"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}','{}','sam','draft',1.76470588235294129075e-01,'yolo',NULL,4,2,1,'2026-11-25 21:19:51.699874','2026-11-25 21:19:51.746981');
INSERT INTO "annotations" VALUES(5,'4bf39d99-dea2-4681-a051-bf7e9fe5a757',1,2,1,'polygon','{"polygons": [{"exterior": [[10.0, 10.0], [50.0, 10.0], [50.0, 60.0], [10.0, 60.0]], "holes": [[[20.0, 20.0], [30.0, 20.0], [30.0, 30.0], [20.0, 30.0]]]}]}','{"occlusion": "some", "parked": true, "plate": "BE 1", "doors": 5, "lights": ["left"]}','sam','accepted',2.35294117647058820264e-01,'mini','track-4',1,1,1,'2026-11-25 21:19:51.762563','2026-11-25 21:19:51.762568');
INSERT INTO "annotations" VALUES(6,'83419096-2a14-4428-9c9c-0a36694b7f34',1,3,2,'segmentation_mask','{"rle": {"size": [160, 240], "counts": "Xo0b1V_T1"}}','{}','sam','rejected',2.94117647058823539207e-01,'yolo','track-5',2,3,1,'2026-11-25 21:19:51.786786','2026-11-25 21:19:51.817626');
INSERT INTO "annotations" VALUES(7,'353936c6-b21d-4694-a49f-7d05de87cf1b',1,1,2,'bounding_box','{"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}','{}','auto_label','draft',3.52941176470588258151e-01,'mini','track-6',3,2,1,'2026-11-25 21:19:51.869721','2026-11-25 21:19:51.963423');
INSERT INTO "annotations" VALUES(8,'3cb86feb-3b1b-4d12-b252-ab0c8b6dbf5f',1,2,2,'polygon','{"polygons": [{"exterior": [[10.0, 10.0], [50.0, 10.0], [50.0, 60.0], [10.0, 60.0]], "holes": [[[20.0, 20.0], [30.0, 20.0], [30.0, 30.0], [20.0, 30.0]]]}]}','{}','propagated','draft',4.11764705882352921584e-01,'yolo',NULL,4,2,1,'2026-11-25 21:19:51.999416','2026-11-25 21:19:52.072885');
INSERT INTO "annotations" VALUES(9,'d73d15d3-a128-4457-b563-3329f9b09f66',1,3,1,'segmentation_mask','{"rle": {"size": [160, 240], "counts": "Xo0b1V_T1"}}','{"occlusion": "some", "parked": true, "plate": "BE 1", "doors": 5, "lights": ["left"]}','imported','draft',4.70588235294117640528e-01,'mini','track-8',1,2,2,'2026-11-25 21:19:52.092964','2026-11-25 21:19:52.092970');
INSERT INTO "annotations" VALUES(10,'f928fc9a-3a22-45f3-aac1-6e9f70137660',1,1,2,'bounding_box','{"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}','{}','imported','accepted',5.29411764705882359471e-01,'yolo','track-9',2,3,1,'2026-11-25 21:19:52.147078','2026-11-25 21:19:52.187255');
INSERT INTO "annotations" VALUES(11,'a6dd26a5-5b78-44a6-9471-685f5f659451',1,2,2,'polygon','{"polygons": [{"exterior": [[10.0, 10.0], [50.0, 10.0], [50.0, 60.0], [10.0, 60.0]], "holes": [[[20.0, 20.0], [30.0, 20.0], [30.0, 30.0], [20.0, 30.0]]]}]}','{}','imported','rejected',5.88235294117647078415e-01,'mini','track-10',3,1,1,'2026-11-25 21:19:52.209783','2026-11-25 21:19:52.269259');
INSERT INTO "annotations" VALUES(12,'0b0a0000-0000-4000-8000-000000000001',1,4,4,'bounding_box','{"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}','{}','human','accepted',NULL,'',NULL,1,1,1,'2026-11-25 21:19:52.306854','2026-11-25 21:19:52.306859');
INSERT INTO "annotations" VALUES(14,'ac809ac7-f580-430a-a63f-b06d665d75c4',1,1,2,'bounding_box','{"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}','{}','auto_label','accepted',0.35,'yolo',NULL,2,1,3,'2026-11-25 21:19:52.440411','2026-11-25 21:19:52.521770');
INSERT INTO "annotations" VALUES(15,'6796b93b-9801-47e8-ac7f-9b82b82467cc',1,1,2,'bounding_box','{"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}','{}','auto_label','rejected',0.35,'yolo',NULL,2,1,3,'2026-11-25 21:19:52.577940','2026-11-25 21:19:52.629120');
INSERT INTO "annotations" VALUES(16,'c62edcbf-4812-41b1-8789-78b94ee73dca',1,1,2,'bounding_box','{"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}','{}','auto_label','draft',0.35,'yolo',NULL,1,1,1,'2026-11-25 21:19:52.660797','2026-11-25 21:19:52.660802');
INSERT INTO "annotations" VALUES(17,'b03712d0-37e0-41b4-9099-09b057fa3e6e',1,1,2,'bounding_box','{"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}','{}','auto_label','draft',0.35,'yolo',NULL,1,1,1,'2026-11-25 21:19:52.764482','2026-11-25 21:19:52.764487');
INSERT INTO "annotations" VALUES(18,'96838c78-51ac-4602-b174-1dd42604f460',1,1,2,'bounding_box','{"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}','{}','auto_label','draft',0.5,'yolo',NULL,2,1,1,'2026-11-25 21:19:52.919195','2026-11-25 21:19:52.949595');
INSERT INTO "annotations" VALUES(19,'a641d25e-04ee-44d9-9006-f05568d52fb0',1,1,2,'bounding_box','{"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}','{}','propagated','accepted',0.35,'yolo',NULL,2,1,3,'2026-11-25 21:19:52.992707','2026-11-25 21:19:53.026509');
INSERT INTO "annotations" VALUES(20,'22e836a1-7480-4c82-9b5f-780bbc8d3750',1,1,2,'bounding_box','{"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}','{}','propagated','rejected',0.35,'yolo',NULL,2,1,3,'2026-11-25 21:19:53.051390','2026-11-25 21:19:53.114635');
INSERT INTO "annotations" VALUES(21,'a13e05cb-5876-4519-8ba3-ba7c782f138e',1,1,2,'bounding_box','{"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}','{}','propagated','draft',0.35,'yolo',NULL,1,1,1,'2026-11-25 21:19:53.155554','2026-11-25 21:19:53.155559');
INSERT INTO "annotations" VALUES(22,'f6cf4890-f172-4a67-9543-110d9624ee3d',1,1,2,'bounding_box','{"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}','{}','propagated','draft',0.35,'yolo',NULL,1,1,1,'2026-11-25 21:19:53.298609','2026-11-25 21:19:53.298614');
INSERT INTO "annotations" VALUES(23,'e1f4efaf-b6de-4315-9184-a5a0760fa0d0',1,1,2,'bounding_box','{"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}','{}','propagated','draft',0.5,'yolo',NULL,2,1,1,'2026-11-25 21:19:53.335208','2026-11-25 21:19:53.357422');
INSERT INTO "annotations" VALUES(24,'37d7399b-489b-469c-aca6-683cb08f4d94',4,7,5,'polygon','{"polygons": [{"exterior": [[10.0, 10.0], [50.0, 10.0], [50.0, 60.0], [10.0, 60.0]], "holes": [[[20.0, 20.0], [30.0, 20.0], [30.0, 30.0], [20.0, 30.0]]]}]}','{}','human','accepted',NULL,'',NULL,1,3,3,'2026-11-25 21:19:53.396195','2026-11-25 21:19:53.396201');
INSERT INTO "annotations" VALUES(25,'be3de82d-0435-46f3-9f63-60c0412de599',1,1,2,'bounding_box','{"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}','{}','auto_label','draft',0.75,'yolo',NULL,1,1,1,'2026-11-25 21:19:54.536485','2026-11-25 21:19:54.536491');
CREATE TABLE api_keys (
	id INTEGER NOT NULL, 
	uid VARCHAR(64) NOT NULL, 
	user_id INTEGER NOT NULL, 
	name VARCHAR(255) NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	scopes JSON NOT NULL, 
	created_at DATETIME NOT NULL, 
	expires_at DATETIME, 
	revoked_at DATETIME, 
	CONSTRAINT pk_api_keys PRIMARY KEY (id), 
	CONSTRAINT fk_api_keys_user_id_users FOREIGN KEY(user_id) REFERENCES users (id), 
	CONSTRAINT uq_api_keys_sha256 UNIQUE (sha256), 
	CONSTRAINT uq_api_keys_uid UNIQUE (uid)
);
INSERT INTO "api_keys" VALUES(1,'key_3e17b0196ec5bd44',1,'lead','dbf592359db0c2b77d12a7a62699c13d245b915bd1519474592a42f993692747','[]','2026-11-25 21:19:47.161196',NULL,NULL);
INSERT INTO "api_keys" VALUES(2,'key_1ad4fc6da4718438',2,'key of anna','d1efaa8db7ea6bd51afdbe178b68a759605e51c2b9639a22fc3bb21346336973','[]','2026-11-25 21:19:49.857556',NULL,NULL);
INSERT INTO "api_keys" VALUES(3,'key_62171b20426dbb7d',3,'key of rita','74700e80b8a534fb3717160c3793c2bbc14af2787443cb1d123d5660fb1c93e9','[]','2026-11-25 21:19:49.920896',NULL,NULL);
INSERT INTO "api_keys" VALUES(4,'key_0488f4b3266a0b18',4,'key of adam','1a6d3d135704b3ebb34339680d53229e4a8de1683648e016b069583f779b4170','["datasets.read", "projects.read", "tasks.read"]','2026-11-25 21:19:49.966616',NULL,NULL);
INSERT INTO "api_keys" VALUES(5,'key_7dfc384997139dae',2,'key of later','78e843420b6a1f6ea8300100c38ba88eb2fee74f0a753e7ca1c5eb3649ecdfd6','[]','2026-11-25 21:19:49.984095','9000-01-01 00:00:00.000000',NULL);
INSERT INTO "api_keys" VALUES(6,'key_7d943553d5b39e33',5,'key of ended','ba37bed2a18cd472007375a3bf70bc00ffffdbeb7ac53c3fedb6c0bf5d5f6525','[]','2026-11-25 21:19:50.014409',NULL,'2026-11-25 21:19:50.020958');
CREATE TABLE audit_events (
	id INTEGER NOT NULL, 
	uid VARCHAR(64) NOT NULL, 
	user_id INTEGER, 
	key_uid VARCHAR(64), 
	action VARCHAR(64) NOT NULL, 
	subject_type VARCHAR(32) NOT NULL, 
	subject_uid VARCHAR(128) NOT NULL, 
	project_id INTEGER, 
	job_uid VARCHAR(64), 
	"before" JSON, 
	"after" JSON, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_audit_events PRIMARY KEY (id), 
	CONSTRAINT fk_audit_events_project_id_projects FOREIGN KEY(project_id) REFERENCES projects (id), 
	CONSTRAINT fk_audit_events_user_id_users FOREIGN KEY(user_id) REFERENCES users (id), 
	CONSTRAINT uq_audit_events_uid UNIQUE (uid)
);
INSERT INTO "audit_events" VALUES(1,'409161ca-6f96-46b9-b82a-30a9cc1ac955',1,'key_3e17b0196ec5bd44','key.created','key','key_3e17b0196ec5bd44',NULL,NULL,NULL,'{"name": "lead", "username": "lead", "role": "owner", "scopes": [], "state": "active", "expires_at": null}','2026-11-25 21:19:47.165782');
INSERT INTO "audit_events" VALUES(2,'b6613886-89eb-4f24-a7a1-411390884bea',1,'key_3e17b0196ec5bd44','key.created','key','key_1ad4fc6da4718438',NULL,NULL,NULL,'{"name": "key of anna", "username": "anna", "role": "annotator", "scopes": [], "state": "active", "expires_at": null}','2026-11-25 21:19:49.867577');
INSERT INTO "audit_events" VALUES(3,'12494d74-44fe-4bd2-aff6-f8a392d1b9a7',1,'key_3e17b0196ec5bd44','key.created','key','key_62171b20426dbb7d',NULL,NULL,NULL,'{"name": "key of rita", "username": "rita", "role": "reviewer", "scopes": [], "state": "active", "expires_at": null}','2026-11-25 21:19:49.937941');
INSERT INTO "audit_events" VALUES(4,'43f7cae4-0fb7-470c-82c1-626dbd7e5701',1,'key_3e17b0196ec5bd44','key.created','key','key_0488f4b3266a0b18',NULL,NULL,NULL,'{"name": "key of adam", "username": "adam", "role": "admin", "scopes": ["datasets.read", "projects.read", "tasks.read"], "state": "active", "expires_at": null}','2026-11-25 21:19:49.969531');
INSERT INTO "audit_events" VALUES(5,'71850f7e-a307-48ad-82cb-e9f663713153',1,'key_3e17b0196ec5bd44','key.created','key','key_7dfc384997139dae',NULL,NULL,NULL,'{"name": "key of later", "username": "anna", "role": "annotator", "scopes": [], "state": "active", "expires_at": "9000-01-01T00:00:00+00:00"}','2026-11-25 21:19:49.986244');
INSERT INTO "audit_events" VALUES(6,'1bec6ac6-ddea-4783-92e2-4227504aa0cf',1,'key_3e17b0196ec5bd44','key.created','key','key_7d943553d5b39e33',NULL,NULL,NULL,'{"name": "key of ended", "username": "olaf", "role": "annotator", "scopes": [], "state": "active", "expires_at": null}','2026-11-25 21:19:50.015948');
INSERT INTO "audit_events" VALUES(7,'71767495-65b6-41a9-bc4b-dbf12b8f1bdb',1,'key_3e17b0196ec5bd44','key.revoked','key','key_7d943553d5b39e33',NULL,NULL,'{"name": "key of ended", "username": "olaf", "role": "annotator", "scopes": [], "state": "active", "expires_at": null}','{"name": "key of ended", "username": "olaf", "role": "annotator", "scopes": [], "state": "revoked", "expires_at": null}','2026-11-25 21:19:50.022864');
INSERT INTO "audit_events" VALUES(8,'05dc892a-e602-4efa-95c7-ede141da8de8',1,'key_3e17b0196ec5bd44','dataset.created','dataset','2044a1e2-7df5-4b44-a2cd-82caf8033bab',NULL,NULL,NULL,'{"name": "Street scenes", "slug": "street-scenes", "owner_name": "local", "data_type": "image", "visibility": "private", "status": "created", "metadata": {"city": "Bern", "\u00e9": [1]}}','2026-11-25 21:19:50.036796');
INSERT INTO "audit_events" VALUES(9,'56767886-6a46-439a-859f-cdf80080f744',1,'key_3e17b0196ec5bd44','item.created','item','498cd3aa-dfa5-446d-b855-a0d4ea04b041',NULL,NULL,NULL,'{"dataset": "2044a1e2-7df5-4b44-a2cd-82caf8033bab"}','2026-11-25 21:19:50.134510');
INSERT INTO "audit_events" VALUES(10,'fcfb9124-29a9-4266-8b7b-f8262f05a529',1,'key_3e17b0196ec5bd44','item.created','item','27d982e2-652c-47a1-a561-e1487d7a85ad',NULL,NULL,NULL,'{"dataset": "2044a1e2-7df5-4b44-a2cd-82caf8033bab"}','2026-11-25 21:19:50.216713');
INSERT INTO "audit_events" VALUES(11,'159041eb-a0f7-4f40-87f7-e15071b08a2f',1,'key_3e17b0196ec5bd44','item.created','item','00c9431e-2d9c-4722-a1e1-30559508117d',NULL,NULL,NULL,'{"dataset": "2044a1e2-7df5-4b44-a2cd-82caf8033bab"}','2026-11-25 21:19:50.264389');
INSERT INTO "audit_events" VALUES(12,'90b8c055-2aa2-41e1-b671-2f92425ab951',1,'key_3e17b0196ec5bd44','item.created','item','e21cb1f3-5837-4767-b960-ec21963506c6',NULL,NULL,NULL,'{"dataset": "2044a1e2-7df5-4b44-a2cd-82caf8033bab"}','2026-11-25 21:19:50.385990');
INSERT INTO "audit_events" VALUES(13,'721ca49d-04fb-462f-b4bc-d243f779bfaa',1,'key_3e17b0196ec5bd44','item.created','item','3e0a9101-b1e7-4115-b24f-4e5d377a524d',NULL,NULL,NULL,'{"dataset": "2044a1e2-7df5-4b44-a2cd-82caf8033bab"}','2026-11-25 21:19:50.484626');
INSERT INTO "audit_events" VALUES(14,'2fc8ffca-0c07-4dbd-9c0a-b5ad8f056d99',1,'key_3e17b0196ec5bd44','item.created','item','0455bc02-212c-4b57-9f6a-58526504c01d',NULL,NULL,NULL,'{"dataset": "2044a1e2-7df5-4b44-a2cd-82caf8033bab"}','2026-11-25 21:19:50.536572');
INSERT INTO "audit_events" VALUES(15,'4fe2efa0-75f1-4f89-aaa6-30d4d754772c',1,'key_3e17b0196ec5bd44','dataset.updated','dataset','2044a1e2-7df5-4b44-a2cd-82caf8033bab',NULL,NULL,'{"name": "Street scenes", "slug": "street-scenes", "owner_name": "local", "data_type": "image", "visibility": "private", "status": "created", "metadata": {"city": "Bern", "\u00e9": [1]}}','{"name": "Street scenes", "slug": "street-scenes", "owner_name": "local", "data_type": "image", "visibility": "unlisted", "status": "created", "metadata": {"city": "Bern", "\u00e9": [1]}}','2026-11-25 21:19:50.602791');
INSERT INTO "audit_events" VALUES(16,'57f9e7ea-11ff-467d-be7b-36d8921a7013',1,'key_3e17b0196ec5bd44','dataset.created','dataset','d1fbaf26-8543-4a21-854f-fa5066f1a701',NULL,NULL,NULL,'{"name": "Mistake", "slug": "mistake", "owner_name": "local", "data_type": "image", "visibility": "private", "status": "created", "metadata": {}}','2026-11-25 21:19:50.614045');
INSERT INTO "audit_events" VALUES(17,'a6f4f742-90f4-45ec-8032-553e2c33185a',1,'key_3e17b0196ec5bd44','dataset.deleted','dataset','d1fbaf26-8543-4a21-854f-fa5066f1a701',NULL,NULL,'{"name": "Mistake", "slug": "mistake", "owner_name": "local", "data_type": "image", "visibility": "private", "status": "created", "metadata": {}}',NULL,'2026-11-25 21:19:50.625238');
INSERT INTO "audit_events" VALUES(18,'ce656afe-6dad-4032-9aba-1cc86021e72f',1,'key_3e17b0196ec5bd44','project.created','project','753c3ac8-2774-4fb5-a3ee-af04aba17d62',1,NULL,NULL,'{"name": "Cars", "description": "Every car.\nAlso parked ones: \u00e9t\u00e9, \u8eca", "task_type": "image-annotation", "status": "active", "members_only": false, "version": 1, "datasets": ["2044a1e2-7df5-4b44-a2cd-82caf8033bab"], "labels": [{"uid": "a593eb94-d02e-46bb-9f0c-5de02e6c3375", "name": "car", "color": "#4477aa", "shortcut": "c", "attributes": [{"name": "occlusion", "type": "dropdown", "options": ["none", "some"], "required": false}, {"name": "parked", "type": "checkbox", "options": [], "required": false}, {"name": "plate", "type": "text", "options": [], "required": false}, {"name": "doors", "type": "number", "options": [], "required": false}, {"name": "lights", "type": "multi_select", "options": ["left", "right"], "required": false}]}, {"uid": "4cbfa4f0-ec1c-4409-a676-2e36589026ef", "name": "dog", "color": "#ee6677", "shortcut": null, "attributes": []}, {"uid": "af9b7803-687a-4019-8516-e197e1ed01c3", "name": "lorry", "color": "#228833", "shortcut": "l", "attributes": []}, {"uid": "046ff9a3-3edf-4e3c-97af-2170c754a0b1", "name": "tram", "color": "#ccbb44", "shortcut": null, "attributes": []}], "members": []}','2026-11-25 21:19:50.878018');
INSERT INTO "audit_events" VALUES(19,'896bf999-84b0-4839-9c93-b4bb7fce8331',1,'key_3e17b0196ec5bd44','project.created','project','c74ab399-7c5b-4696-8762-ee7b5c9021a2',2,NULL,NULL,'{"name": "Paused", "description": "", "task_type": "video-annotation", "status": "active", "members_only": false, "version": 1, "datasets": [], "labels": [], "members": []}','2026-11-25 21:19:50.905149');
INSERT INTO "audit_events" VALUES(20,'2cd6dc42-e92b-4e64-88f0-b813ccb9e856',1,'key_3e17b0196ec5bd44','project.updated','project','c74ab399-7c5b-4696-8762-ee7b5c9021a2',2,NULL,'{"name": "Paused", "description": "", "task_type": "video-annotation", "status": "active", "members_only": false, "version": 1, "datasets": [], "labels": [], "members": []}','{"name": "Paused", "description": "", "task_type": "video-annotation", "status": "paused", "members_only": false, "version": 2, "datasets": [], "labels": [], "members": []}','2026-11-25 21:19:51.002715');
INSERT INTO "audit_events" VALUES(21,'e9217081-05db-4077-9d2a-afbeb3f38337',1,'key_3e17b0196ec5bd44','project.created','project','d5477c2e-c0e2-4eb1-8fca-8d77533ba2a2',3,NULL,NULL,'{"name": "Over", "description": "", "task_type": "video-annotation", "status": "active", "members_only": false, "version": 1, "datasets": [], "labels": [], "members": []}','2026-11-25 21:19:51.122882');
INSERT INTO "audit_events" VALUES(22,'0679813f-ce49-4f12-8704-b1886f6c92e3',1,'key_3e17b0196ec5bd44','project.deleted','project','d5477c2e-c0e2-4eb1-8fca-8d77533ba2a2',3,NULL,'{"name": "Over", "description": "", "task_type": "video-annotation", "status": "active", "members_only": false, "version": 1, "datasets": [], "labels": [], "members": []}',NULL,'2026-11-25 21:19:51.218226');
INSERT INTO "audit_events" VALUES(23,'bc2ae462-ee6e-4feb-9c2b-5c8b8f63edcb',1,'key_3e17b0196ec5bd44','dataset.created','dataset','665d91c3-8393-49dd-b6b6-6ed1f2aa9fc7',NULL,NULL,NULL,'{"name": "Secret photos", "slug": "secret-photos", "owner_name": "local", "data_type": "image", "visibility": "private", "status": "created", "metadata": {}}','2026-11-25 21:19:51.282980');
INSERT INTO "audit_events" VALUES(24,'36fa263a-1521-4b6b-9848-7757b29178af',1,'key_3e17b0196ec5bd44','item.created','item','eb5f8d37-89a1-4d97-bd58-b7f4046ac19a',NULL,NULL,NULL,'{"dataset": "665d91c3-8393-49dd-b6b6-6ed1f2aa9fc7"}','2026-11-25 21:19:51.461665');
INSERT INTO "audit_events" VALUES(25,'2267f02d-2b6c-420a-b5cc-ee1b33f3a103',1,'key_3e17b0196ec5bd44','project.created','project','1208f588-7c63-4c26-9742-d4114a38d513',4,NULL,NULL,'{"name": "Secret", "description": "", "task_type": "image-annotation", "status": "active", "members_only": true, "version": 1, "datasets": ["665d91c3-8393-49dd-b6b6-6ed1f2aa9fc7"], "labels": [{"uid": "a85d0e64-86c9-4183-9c7e-b122a7d215f8", "name": "face", "color": "#4477aa", "shortcut": null, "attributes": []}], "members": ["rita"]}','2026-11-25 21:19:51.547252');
INSERT INTO "audit_events" VALUES(26,'4d1c1f5c-9ed7-4b72-9a6b-a48c3c1ec467',1,'key_3e17b0196ec5bd44','agent.created','agent','7a39ed24-a507-4bbd-9959-e84ebbbb481c',1,NULL,NULL,'{"name": "judge", "description": "Looks twice.", "events": ["result.submitted", "result.accepted", "dataset.updated", "export.completed"], "task_types": ["bounding_box", "polygon", "image-annotation"], "callback_url": "https://agent.example/", "is_active": true, "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62"}','2026-11-25 21:19:51.559507');
INSERT INTO "audit_events" VALUES(27,'c998bb27-9b74-4439-97dc-f5484ba0a479',1,'key_3e17b0196ec5bd44','annotation.created','annotation','114a27ac-a0ba-4d92-8e66-f831e8da56c3',1,NULL,NULL,'{"uid": "114a27ac-a0ba-4d92-8e66-f831e8da56c3", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "car", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {"occlusion": "some", "parked": true, "plate": "BE 1", "doors": 5, "lights": ["left"]}, "source": "human", "state": "draft", "confidence": null, "model": null, "track": "track-0", "version": 1}','2026-11-25 21:19:51.580750');
INSERT INTO "audit_events" VALUES(28,'4c3baedc-ceb2-4a03-8e28-294aa3f4a460',2,'key_1ad4fc6da4718438','annotation.created','annotation','8291e5a0-3314-460b-a08c-948bfcece1c1',1,NULL,NULL,'{"uid": "8291e5a0-3314-460b-a08c-948bfcece1c1", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "27d982e2-652c-47a1-a561-e1487d7a85ad", "label": "dog", "type": "polygon", "geometry": {"polygons": [{"exterior": [[10.0, 10.0], [50.0, 10.0], [50.0, 60.0], [10.0, 60.0]], "holes": [[[20.0, 20.0], [30.0, 20.0], [30.0, 30.0], [20.0, 30.0]]]}]}, "attributes": {}, "source": "human", "state": "accepted", "confidence": null, "model": null, "track": "track-1", "version": 1}','2026-11-25 21:19:51.613919');
INSERT INTO "audit_events" VALUES(29,'6a8a25a8-11ef-4b82-9744-26b4f4a56542',1,'key_3e17b0196ec5bd44','annotation.updated','annotation','8291e5a0-3314-460b-a08c-948bfcece1c1',1,NULL,'{"uid": "8291e5a0-3314-460b-a08c-948bfcece1c1", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "27d982e2-652c-47a1-a561-e1487d7a85ad", "label": "dog", "type": "polygon", "geometry": {"polygons": [{"exterior": [[10.0, 10.0], [50.0, 10.0], [50.0, 60.0], [10.0, 60.0]], "holes": [[[20.0, 20.0], [30.0, 20.0], [30.0, 30.0], [20.0, 30.0]]]}]}, "attributes": {}, "source": "human", "state": "accepted", "confidence": null, "model": null, "track": "track-1", "version": 1}','{"uid": "8291e5a0-3314-460b-a08c-948bfcece1c1", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "27d982e2-652c-47a1-a561-e1487d7a85ad", "label": "dog", "type": "polygon", "geometry": {"polygons": [{"exterior": [[10.0, 10.0], [50.0, 10.0], [50.0, 60.0], [10.0, 60.0]], "holes": [[[20.0, 20.0], [30.0, 20.0], [30.0, 30.0], [20.0, 30.0]]]}]}, "attributes": {}, "source": "human", "state": "accepted", "confidence": null, "model": null, "track": "track-1", "version": 2}','2026-11-25 21:19:51.637476');
INSERT INTO "audit_events" VALUES(30,'57c9bc6b-6853-49f3-a505-a8b85e25e9f6',1,'key_3e17b0196ec5bd44','annotation.created','annotation','5fbe6165-c0b9-40f2-83eb-b259edf90daa',1,NULL,NULL,'{"uid": "5fbe6165-c0b9-40f2-83eb-b259edf90daa", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "00c9431e-2d9c-4722-a1e1-30559508117d", "label": "lorry", "type": "segmentation_mask", "geometry": {"rle": {"size": [160, 240], "counts": "Xo0b1V_T1"}}, "attributes": {}, "source": "human", "state": "rejected", "confidence": null, "model": null, "track": "track-2", "version": 1}','2026-11-25 21:19:51.653379');
INSERT INTO "audit_events" VALUES(31,'4a304e54-3edb-42d9-89b0-da115a3aec8c',1,'key_3e17b0196ec5bd44','annotation.updated','annotation','5fbe6165-c0b9-40f2-83eb-b259edf90daa',1,NULL,'{"uid": "5fbe6165-c0b9-40f2-83eb-b259edf90daa", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "00c9431e-2d9c-4722-a1e1-30559508117d", "label": "lorry", "type": "segmentation_mask", "geometry": {"rle": {"size": [160, 240], "counts": "Xo0b1V_T1"}}, "attributes": {}, "source": "human", "state": "rejected", "confidence": null, "model": null, "track": "track-2", "version": 1}','{"uid": "5fbe6165-c0b9-40f2-83eb-b259edf90daa", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "00c9431e-2d9c-4722-a1e1-30559508117d", "label": "lorry", "type": "segmentation_mask", "geometry": {"rle": {"size": [160, 240], "counts": "Xo0b1V_T1"}}, "attributes": {}, "source": "human", "state": "rejected", "confidence": null, "model": null, "track": "track-2", "version": 2}','2026-11-25 21:19:51.670078');
INSERT INTO "audit_events" VALUES(32,'f3ccbf1b-3b7d-4129-a1e5-7be750b6b11a',1,'key_3e17b0196ec5bd44','annotation.updated','annotation','5fbe6165-c0b9-40f2-83eb-b259edf90daa',1,NULL,'{"uid": "5fbe6165-c0b9-40f2-83eb-b259edf90daa", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "00c9431e-2d9c-4722-a1e1-30559508117d", "label": "lorry", "type": "segmentation_mask", "geometry": {"rle": {"size": [160, 240], "counts": "Xo0b1V_T1"}}, "attributes": {}, "source": "human", "state": "rejected", "confidence": null, "model": null, "track": "track-2", "version": 2}','{"uid": "5fbe6165-c0b9-40f2-83eb-b259edf90daa", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "00c9431e-2d9c-4722-a1e1-30559508117d", "label": "dog", "type": "segmentation_mask", "geometry": {"rle": {"size": [160, 240], "counts": "Xo0b1V_T1"}}, "attributes": {}, "source": "human", "state": "rejected", "confidence": null, "model": null, "track": "track-2", "version": 3}','2026-11-25 21:19:51.682117');
INSERT INTO "audit_events" VALUES(33,'a1778bcb-d4e7-4397-8d00-e35118d9327e',2,'key_1ad4fc6da4718438','annotation.created','annotation','16c37722-94af-4782-8d03-5b5ca762464e',1,NULL,NULL,'{"uid": "16c37722-94af-4782-8d03-5b5ca762464e", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": null, "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "sam", "state": "draft", "confidence": 0.17647058823529413, "model": "yolo", "track": "track-3", "version": 1}','2026-11-25 21:19:51.704272');
INSERT INTO "audit_events" VALUES(34,'3b9d6350-3732-49c0-8f38-71af6f486ec2',1,'key_3e17b0196ec5bd44','annotation.updated','annotation','16c37722-94af-4782-8d03-5b5ca762464e',1,NULL,'{"uid": "16c37722-94af-4782-8d03-5b5ca762464e", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": null, "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "sam", "state": "draft", "confidence": 0.17647058823529413, "model": "yolo", "track": "track-3", "version": 1}','{"uid": "16c37722-94af-4782-8d03-5b5ca762464e", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": null, "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "sam", "state": "draft", "confidence": 0.17647058823529413, "model": "yolo", "track": "track-3", "version": 2}','2026-11-25 21:19:51.727934');
INSERT INTO "audit_events" VALUES(35,'c17df61d-11f9-449e-b31e-972f48ace57d',1,'key_3e17b0196ec5bd44','annotation.updated','annotation','16c37722-94af-4782-8d03-5b5ca762464e',1,NULL,'{"uid": "16c37722-94af-4782-8d03-5b5ca762464e", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": null, "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "sam", "state": "draft", "confidence": 0.17647058823529413, "model": "yolo", "track": "track-3", "version": 2}','{"uid": "16c37722-94af-4782-8d03-5b5ca762464e", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "sam", "state": "draft", "confidence": 0.17647058823529413, "model": "yolo", "track": "track-3", "version": 3}','2026-11-25 21:19:51.739749');
INSERT INTO "audit_events" VALUES(36,'7721079d-af8a-431e-815b-1684810d5ea8',1,'key_3e17b0196ec5bd44','annotation.updated','annotation','16c37722-94af-4782-8d03-5b5ca762464e',1,NULL,'{"uid": "16c37722-94af-4782-8d03-5b5ca762464e", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "sam", "state": "draft", "confidence": 0.17647058823529413, "model": "yolo", "track": "track-3", "version": 3}','{"uid": "16c37722-94af-4782-8d03-5b5ca762464e", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "sam", "state": "draft", "confidence": 0.17647058823529413, "model": "yolo", "track": null, "version": 4}','2026-11-25 21:19:51.750051');
INSERT INTO "audit_events" VALUES(37,'ea91f67b-659f-4926-a05c-cfa2663ffab6',1,'key_3e17b0196ec5bd44','annotation.created','annotation','4bf39d99-dea2-4681-a051-bf7e9fe5a757',1,NULL,NULL,'{"uid": "4bf39d99-dea2-4681-a051-bf7e9fe5a757", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "27d982e2-652c-47a1-a561-e1487d7a85ad", "label": "car", "type": "polygon", "geometry": {"polygons": [{"exterior": [[10.0, 10.0], [50.0, 10.0], [50.0, 60.0], [10.0, 60.0]], "holes": [[[20.0, 20.0], [30.0, 20.0], [30.0, 30.0], [20.0, 30.0]]]}]}, "attributes": {"occlusion": "some", "parked": true, "plate": "BE 1", "doors": 5, "lights": ["left"]}, "source": "sam", "state": "accepted", "confidence": 0.23529411764705882, "model": "mini", "track": "track-4", "version": 1}','2026-11-25 21:19:51.766374');
INSERT INTO "audit_events" VALUES(38,'28767c83-2f74-4454-844c-493b4145b5f8',3,'key_62171b20426dbb7d','annotation.created','annotation','83419096-2a14-4428-9c9c-0a36694b7f34',1,NULL,NULL,'{"uid": "83419096-2a14-4428-9c9c-0a36694b7f34", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "00c9431e-2d9c-4722-a1e1-30559508117d", "label": "dog", "type": "segmentation_mask", "geometry": {"rle": {"size": [160, 240], "counts": "Xo0b1V_T1"}}, "attributes": {}, "source": "sam", "state": "rejected", "confidence": 0.29411764705882354, "model": "yolo", "track": "track-5", "version": 1}','2026-11-25 21:19:51.790798');
INSERT INTO "audit_events" VALUES(39,'a6795ce1-be90-4673-a430-0b00a035a60a',1,'key_3e17b0196ec5bd44','annotation.updated','annotation','83419096-2a14-4428-9c9c-0a36694b7f34',1,NULL,'{"uid": "83419096-2a14-4428-9c9c-0a36694b7f34", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "00c9431e-2d9c-4722-a1e1-30559508117d", "label": "dog", "type": "segmentation_mask", "geometry": {"rle": {"size": [160, 240], "counts": "Xo0b1V_T1"}}, "attributes": {}, "source": "sam", "state": "rejected", "confidence": 0.29411764705882354, "model": "yolo", "track": "track-5", "version": 1}','{"uid": "83419096-2a14-4428-9c9c-0a36694b7f34", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "00c9431e-2d9c-4722-a1e1-30559508117d", "label": "dog", "type": "segmentation_mask", "geometry": {"rle": {"size": [160, 240], "counts": "Xo0b1V_T1"}}, "attributes": {}, "source": "sam", "state": "rejected", "confidence": 0.29411764705882354, "model": "yolo", "track": "track-5", "version": 2}','2026-11-25 21:19:51.823041');
INSERT INTO "audit_events" VALUES(40,'c7d49239-82a3-4397-ae28-7b07ea0208f8',2,'key_1ad4fc6da4718438','annotation.created','annotation','353936c6-b21d-4694-a49f-7d05de87cf1b',1,NULL,NULL,'{"uid": "353936c6-b21d-4694-a49f-7d05de87cf1b", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "lorry", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "auto_label", "state": "draft", "confidence": 0.35294117647058826, "model": "mini", "track": "track-6", "version": 1}','2026-11-25 21:19:51.887074');
INSERT INTO "audit_events" VALUES(41,'f5c683d5-1c76-4bdc-a07d-79ed451f6ef9',1,'key_3e17b0196ec5bd44','annotation.updated','annotation','353936c6-b21d-4694-a49f-7d05de87cf1b',1,NULL,'{"uid": "353936c6-b21d-4694-a49f-7d05de87cf1b", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "lorry", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "auto_label", "state": "draft", "confidence": 0.35294117647058826, "model": "mini", "track": "track-6", "version": 1}','{"uid": "353936c6-b21d-4694-a49f-7d05de87cf1b", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "lorry", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "auto_label", "state": "draft", "confidence": 0.35294117647058826, "model": "mini", "track": "track-6", "version": 2}','2026-11-25 21:19:51.955664');
INSERT INTO "audit_events" VALUES(42,'e5217f0f-8c6f-4075-8ba9-dd3022d38edb',1,'key_3e17b0196ec5bd44','annotation.updated','annotation','353936c6-b21d-4694-a49f-7d05de87cf1b',1,NULL,'{"uid": "353936c6-b21d-4694-a49f-7d05de87cf1b", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "lorry", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "auto_label", "state": "draft", "confidence": 0.35294117647058826, "model": "mini", "track": "track-6", "version": 2}','{"uid": "353936c6-b21d-4694-a49f-7d05de87cf1b", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "auto_label", "state": "draft", "confidence": 0.35294117647058826, "model": "mini", "track": "track-6", "version": 3}','2026-11-25 21:19:51.968252');
INSERT INTO "audit_events" VALUES(43,'7d4096e1-5edd-44fc-9592-e3a7ecf9f133',2,'key_1ad4fc6da4718438','annotation.created','annotation','3cb86feb-3b1b-4d12-b252-ab0c8b6dbf5f',1,NULL,NULL,'{"uid": "3cb86feb-3b1b-4d12-b252-ab0c8b6dbf5f", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "27d982e2-652c-47a1-a561-e1487d7a85ad", "label": null, "type": "polygon", "geometry": {"polygons": [{"exterior": [[10.0, 10.0], [50.0, 10.0], [50.0, 60.0], [10.0, 60.0]], "holes": [[[20.0, 20.0], [30.0, 20.0], [30.0, 30.0], [20.0, 30.0]]]}]}, "attributes": {}, "source": "propagated", "state": "draft", "confidence": 0.4117647058823529, "model": "yolo", "track": "track-7", "version": 1}','2026-11-25 21:19:52.004851');
INSERT INTO "audit_events" VALUES(44,'aa31d963-0c83-4f0d-a972-6c1704045a2c',1,'key_3e17b0196ec5bd44','annotation.updated','annotation','3cb86feb-3b1b-4d12-b252-ab0c8b6dbf5f',1,NULL,'{"uid": "3cb86feb-3b1b-4d12-b252-ab0c8b6dbf5f", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "27d982e2-652c-47a1-a561-e1487d7a85ad", "label": null, "type": "polygon", "geometry": {"polygons": [{"exterior": [[10.0, 10.0], [50.0, 10.0], [50.0, 60.0], [10.0, 60.0]], "holes": [[[20.0, 20.0], [30.0, 20.0], [30.0, 30.0], [20.0, 30.0]]]}]}, "attributes": {}, "source": "propagated", "state": "draft", "confidence": 0.4117647058823529, "model": "yolo", "track": "track-7", "version": 1}','{"uid": "3cb86feb-3b1b-4d12-b252-ab0c8b6dbf5f", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "27d982e2-652c-47a1-a561-e1487d7a85ad", "label": null, "type": "polygon", "geometry": {"polygons": [{"exterior": [[10.0, 10.0], [50.0, 10.0], [50.0, 60.0], [10.0, 60.0]], "holes": [[[20.0, 20.0], [30.0, 20.0], [30.0, 30.0], [20.0, 30.0]]]}]}, "attributes": {}, "source": "propagated", "state": "draft", "confidence": 0.4117647058823529, "model": "yolo", "track": "track-7", "version": 2}','2026-11-25 21:19:52.053253');
INSERT INTO "audit_events" VALUES(45,'7f7a1115-df74-4134-a218-df3f2ddf3b3c',1,'key_3e17b0196ec5bd44','annotation.updated','annotation','3cb86feb-3b1b-4d12-b252-ab0c8b6dbf5f',1,NULL,'{"uid": "3cb86feb-3b1b-4d12-b252-ab0c8b6dbf5f", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "27d982e2-652c-47a1-a561-e1487d7a85ad", "label": null, "type": "polygon", "geometry": {"polygons": [{"exterior": [[10.0, 10.0], [50.0, 10.0], [50.0, 60.0], [10.0, 60.0]], "holes": [[[20.0, 20.0], [30.0, 20.0], [30.0, 30.0], [20.0, 30.0]]]}]}, "attributes": {}, "source": "propagated", "state": "draft", "confidence": 0.4117647058823529, "model": "yolo", "track": "track-7", "version": 2}','{"uid": "3cb86feb-3b1b-4d12-b252-ab0c8b6dbf5f", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "27d982e2-652c-47a1-a561-e1487d7a85ad", "label": "dog", "type": "polygon", "geometry": {"polygons": [{"exterior": [[10.0, 10.0], [50.0, 10.0], [50.0, 60.0], [10.0, 60.0]], "holes": [[[20.0, 20.0], [30.0, 20.0], [30.0, 30.0], [20.0, 30.0]]]}]}, "attributes": {}, "source": "propagated", "state": "draft", "confidence": 0.4117647058823529, "model": "yolo", "track": "track-7", "version": 3}','2026-11-25 21:19:52.066275');
INSERT INTO "audit_events" VALUES(46,'820a2eb6-afb2-4113-99a0-55d96a02f556',1,'key_3e17b0196ec5bd44','annotation.updated','annotation','3cb86feb-3b1b-4d12-b252-ab0c8b6dbf5f',1,NULL,'{"uid": "3cb86feb-3b1b-4d12-b252-ab0c8b6dbf5f", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "27d982e2-652c-47a1-a561-e1487d7a85ad", "label": "dog", "type": "polygon", "geometry": {"polygons": [{"exterior": [[10.0, 10.0], [50.0, 10.0], [50.0, 60.0], [10.0, 60.0]], "holes": [[[20.0, 20.0], [30.0, 20.0], [30.0, 30.0], [20.0, 30.0]]]}]}, "attributes": {}, "source": "propagated", "state": "draft", "confidence": 0.4117647058823529, "model": "yolo", "track": "track-7", "version": 3}','{"uid": "3cb86feb-3b1b-4d12-b252-ab0c8b6dbf5f", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "27d982e2-652c-47a1-a561-e1487d7a85ad", "label": "dog", "type": "polygon", "geometry": {"polygons": [{"exterior": [[10.0, 10.0], [50.0, 10.0], [50.0, 60.0], [10.0, 60.0]], "holes": [[[20.0, 20.0], [30.0, 20.0], [30.0, 30.0], [20.0, 30.0]]]}]}, "attributes": {}, "source": "propagated", "state": "draft", "confidence": 0.4117647058823529, "model": "yolo", "track": null, "version": 4}','2026-11-25 21:19:52.075564');
INSERT INTO "audit_events" VALUES(47,'6dceac5e-1075-4b7c-9cf7-68d6a8f89609',2,'key_1ad4fc6da4718438','annotation.created','annotation','d73d15d3-a128-4457-b563-3329f9b09f66',1,NULL,NULL,'{"uid": "d73d15d3-a128-4457-b563-3329f9b09f66", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "00c9431e-2d9c-4722-a1e1-30559508117d", "label": "car", "type": "segmentation_mask", "geometry": {"rle": {"size": [160, 240], "counts": "Xo0b1V_T1"}}, "attributes": {"occlusion": "some", "parked": true, "plate": "BE 1", "doors": 5, "lights": ["left"]}, "source": "imported", "state": "draft", "confidence": 0.47058823529411764, "model": "mini", "track": "track-8", "version": 1}','2026-11-25 21:19:52.097197');
INSERT INTO "audit_events" VALUES(48,'fb94d887-ff99-4095-9970-0774b7790e92',3,'key_62171b20426dbb7d','annotation.created','annotation','f928fc9a-3a22-45f3-aac1-6e9f70137660',1,NULL,NULL,'{"uid": "f928fc9a-3a22-45f3-aac1-6e9f70137660", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "imported", "state": "accepted", "confidence": 0.5294117647058824, "model": "yolo", "track": "track-9", "version": 1}','2026-11-25 21:19:52.150682');
INSERT INTO "audit_events" VALUES(49,'1c0f8536-b2b9-4795-a3a7-1ed2d3b00240',1,'key_3e17b0196ec5bd44','annotation.updated','annotation','f928fc9a-3a22-45f3-aac1-6e9f70137660',1,NULL,'{"uid": "f928fc9a-3a22-45f3-aac1-6e9f70137660", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "imported", "state": "accepted", "confidence": 0.5294117647058824, "model": "yolo", "track": "track-9", "version": 1}','{"uid": "f928fc9a-3a22-45f3-aac1-6e9f70137660", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "imported", "state": "accepted", "confidence": 0.5294117647058824, "model": "yolo", "track": "track-9", "version": 2}','2026-11-25 21:19:52.189878');
INSERT INTO "audit_events" VALUES(50,'ec4e6da4-fc63-4718-8198-c79ce49b0b65',1,'key_3e17b0196ec5bd44','annotation.created','annotation','a6dd26a5-5b78-44a6-9471-685f5f659451',1,NULL,NULL,'{"uid": "a6dd26a5-5b78-44a6-9471-685f5f659451", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "27d982e2-652c-47a1-a561-e1487d7a85ad", "label": "lorry", "type": "polygon", "geometry": {"polygons": [{"exterior": [[10.0, 10.0], [50.0, 10.0], [50.0, 60.0], [10.0, 60.0]], "holes": [[[20.0, 20.0], [30.0, 20.0], [30.0, 30.0], [20.0, 30.0]]]}]}, "attributes": {}, "source": "imported", "state": "rejected", "confidence": 0.5882352941176471, "model": "mini", "track": "track-10", "version": 1}','2026-11-25 21:19:52.213574');
INSERT INTO "audit_events" VALUES(51,'ab995c2e-3df9-40d0-8f4b-c11bae041a43',1,'key_3e17b0196ec5bd44','annotation.updated','annotation','a6dd26a5-5b78-44a6-9471-685f5f659451',1,NULL,'{"uid": "a6dd26a5-5b78-44a6-9471-685f5f659451", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "27d982e2-652c-47a1-a561-e1487d7a85ad", "label": "lorry", "type": "polygon", "geometry": {"polygons": [{"exterior": [[10.0, 10.0], [50.0, 10.0], [50.0, 60.0], [10.0, 60.0]], "holes": [[[20.0, 20.0], [30.0, 20.0], [30.0, 30.0], [20.0, 30.0]]]}]}, "attributes": {}, "source": "imported", "state": "rejected", "confidence": 0.5882352941176471, "model": "mini", "track": "track-10", "version": 1}','{"uid": "a6dd26a5-5b78-44a6-9471-685f5f659451", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "27d982e2-652c-47a1-a561-e1487d7a85ad", "label": "lorry", "type": "polygon", "geometry": {"polygons": [{"exterior": [[10.0, 10.0], [50.0, 10.0], [50.0, 60.0], [10.0, 60.0]], "holes": [[[20.0, 20.0], [30.0, 20.0], [30.0, 30.0], [20.0, 30.0]]]}]}, "attributes": {}, "source": "imported", "state": "rejected", "confidence": 0.5882352941176471, "model": "mini", "track": "track-10", "version": 2}','2026-11-25 21:19:52.261264');
INSERT INTO "audit_events" VALUES(52,'73092577-96b7-4116-8803-1e300e1a04ee',1,'key_3e17b0196ec5bd44','annotation.updated','annotation','a6dd26a5-5b78-44a6-9471-685f5f659451',1,NULL,'{"uid": "a6dd26a5-5b78-44a6-9471-685f5f659451", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "27d982e2-652c-47a1-a561-e1487d7a85ad", "label": "lorry", "type": "polygon", "geometry": {"polygons": [{"exterior": [[10.0, 10.0], [50.0, 10.0], [50.0, 60.0], [10.0, 60.0]], "holes": [[[20.0, 20.0], [30.0, 20.0], [30.0, 30.0], [20.0, 30.0]]]}]}, "attributes": {}, "source": "imported", "state": "rejected", "confidence": 0.5882352941176471, "model": "mini", "track": "track-10", "version": 2}','{"uid": "a6dd26a5-5b78-44a6-9471-685f5f659451", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "27d982e2-652c-47a1-a561-e1487d7a85ad", "label": "dog", "type": "polygon", "geometry": {"polygons": [{"exterior": [[10.0, 10.0], [50.0, 10.0], [50.0, 60.0], [10.0, 60.0]], "holes": [[[20.0, 20.0], [30.0, 20.0], [30.0, 30.0], [20.0, 30.0]]]}]}, "attributes": {}, "source": "imported", "state": "rejected", "confidence": 0.5882352941176471, "model": "mini", "track": "track-10", "version": 3}','2026-11-25 21:19:52.273963');
INSERT INTO "audit_events" VALUES(53,'e6e8cff7-b70e-4b7d-b938-7c1d4bf634e8',1,'key_3e17b0196ec5bd44','annotation.created','annotation','0b0a0000-0000-4000-8000-000000000001',1,NULL,NULL,'{"uid": "0b0a0000-0000-4000-8000-000000000001", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "e21cb1f3-5837-4767-b960-ec21963506c6", "label": "tram", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "human", "state": "accepted", "confidence": null, "model": null, "track": null, "version": 1}','2026-11-25 21:19:52.310802');
INSERT INTO "audit_events" VALUES(54,'b24e3888-b5ac-4d96-a298-43585d8cfab6',1,'key_3e17b0196ec5bd44','annotation.created','annotation','24c43d32-e142-4095-9696-83ecff30183d',1,NULL,NULL,'{"uid": "24c43d32-e142-4095-9696-83ecff30183d", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "3e0a9101-b1e7-4115-b24f-4e5d377a524d", "label": "tram", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "human", "state": "accepted", "confidence": null, "model": null, "track": null, "version": 1}','2026-11-25 21:19:52.332639');
INSERT INTO "audit_events" VALUES(55,'ffecaa84-0714-4768-8b41-f58234082e58',1,'key_3e17b0196ec5bd44','annotation.deleted','annotation','24c43d32-e142-4095-9696-83ecff30183d',1,NULL,'{"uid": "24c43d32-e142-4095-9696-83ecff30183d", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "3e0a9101-b1e7-4115-b24f-4e5d377a524d", "label": "tram", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "human", "state": "accepted", "confidence": null, "model": null, "track": null, "version": 1}',NULL,'2026-11-25 21:19:52.342647');
INSERT INTO "audit_events" VALUES(56,'73a0c5dd-6400-4f41-bbab-86115aa24481',1,'key_3e17b0196ec5bd44','project.updated','project','753c3ac8-2774-4fb5-a3ee-af04aba17d62',1,NULL,'{"name": "Cars", "description": "Every car.\nAlso parked ones: \u00e9t\u00e9, \u8eca", "task_type": "image-annotation", "status": "active", "members_only": false, "version": 1, "datasets": ["2044a1e2-7df5-4b44-a2cd-82caf8033bab"], "labels": [{"uid": "a593eb94-d02e-46bb-9f0c-5de02e6c3375", "name": "car", "color": "#4477aa", "shortcut": "c", "attributes": [{"name": "occlusion", "type": "dropdown", "options": ["none", "some"], "required": false}, {"name": "parked", "type": "checkbox", "options": [], "required": false}, {"name": "plate", "type": "text", "options": [], "required": false}, {"name": "doors", "type": "number", "options": [], "required": false}, {"name": "lights", "type": "multi_select", "options": ["left", "right"], "required": false}]}, {"uid": "4cbfa4f0-ec1c-4409-a676-2e36589026ef", "name": "dog", "color": "#ee6677", "shortcut": null, "attributes": []}, {"uid": "af9b7803-687a-4019-8516-e197e1ed01c3", "name": "lorry", "color": "#228833", "shortcut": "l", "attributes": []}, {"uid": "046ff9a3-3edf-4e3c-97af-2170c754a0b1", "name": "tram", "color": "#ccbb44", "shortcut": null, "attributes": []}], "members": []}','{"name": "Cars", "description": "Every car.\nAlso parked ones: \u00e9t\u00e9, \u8eca", "task_type": "image-annotation", "status": "active", "members_only": false, "version": 2, "datasets": ["2044a1e2-7df5-4b44-a2cd-82caf8033bab"], "labels": [{"uid": "a593eb94-d02e-46bb-9f0c-5de02e6c3375", "name": "motor car", "color": "#4477aa", "shortcut": "c", "attributes": [{"name": "occlusion", "type": "dropdown", "options": ["none", "some"], "required": false}, {"name": "parked", "type": "checkbox", "options": [], "required": false}, {"name": "plate", "type": "text", "options": [], "required": false}, {"name": "doors", "type": "number", "options": [], "required": false}, {"name": "lights", "type": "multi_select", "options": ["left", "right"], "required": false}]}, {"uid": "4cbfa4f0-ec1c-4409-a676-2e36589026ef", "name": "dog", "color": "#ee6677", "shortcut": null, "attributes": []}, {"uid": "af9b7803-687a-4019-8516-e197e1ed01c3", "name": "lorry", "color": "#228833", "shortcut": "l", "attributes": []}], "members": []}','2026-11-25 21:19:52.414892');
INSERT INTO "audit_events" VALUES(57,'6d3e286e-a293-48bf-b15a-a9b6502adfbe',1,'key_3e17b0196ec5bd44','annotation.created','annotation','ac809ac7-f580-430a-a63f-b06d665d75c4',1,NULL,NULL,'{"uid": "ac809ac7-f580-430a-a63f-b06d665d75c4", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "auto_label", "state": "draft", "confidence": 0.35, "model": "yolo", "track": null, "version": 1}','2026-11-25 21:19:52.446546');
INSERT INTO "audit_events" VALUES(58,'bec7c7c0-3e1c-44b6-8fcd-5c32e0e7825c',3,'key_62171b20426dbb7d','annotation.reviewed','annotation','ac809ac7-f580-430a-a63f-b06d665d75c4',1,NULL,'{"uid": "ac809ac7-f580-430a-a63f-b06d665d75c4", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "auto_label", "state": "draft", "confidence": 0.35, "model": "yolo", "track": null, "version": 1}','{"uid": "ac809ac7-f580-430a-a63f-b06d665d75c4", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "auto_label", "state": "accepted", "confidence": 0.35, "model": "yolo", "track": null, "version": 2, "decision": "accept", "comment": "I approve it."}','2026-11-25 21:19:52.529184');
INSERT INTO "audit_events" VALUES(59,'cdbe0b95-de55-4997-8cfe-0f8ea7a4b538',3,'key_62171b20426dbb7d','agent.acted','agent_execution','e21d1345-00ab-4e81-b989-de559c5b804b',NULL,NULL,NULL,'{"agent": "7a39ed24-a507-4bbd-9959-e84ebbbb481c", "action": "approve", "reason": "I approve it.", "status": "completed"}','2026-11-25 21:19:52.537084');
INSERT INTO "audit_events" VALUES(60,'1534175d-a81a-4225-9ff1-43ff299402a4',1,'key_3e17b0196ec5bd44','annotation.created','annotation','6796b93b-9801-47e8-ac7f-9b82b82467cc',1,NULL,NULL,'{"uid": "6796b93b-9801-47e8-ac7f-9b82b82467cc", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "auto_label", "state": "draft", "confidence": 0.35, "model": "yolo", "track": null, "version": 1}','2026-11-25 21:19:52.581679');
INSERT INTO "audit_events" VALUES(61,'27a22da8-d3ea-4d12-a3d3-1bf2620203d7',3,'key_62171b20426dbb7d','annotation.reviewed','annotation','6796b93b-9801-47e8-ac7f-9b82b82467cc',1,NULL,'{"uid": "6796b93b-9801-47e8-ac7f-9b82b82467cc", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "auto_label", "state": "draft", "confidence": 0.35, "model": "yolo", "track": null, "version": 1}','{"uid": "6796b93b-9801-47e8-ac7f-9b82b82467cc", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "auto_label", "state": "rejected", "confidence": 0.35, "model": "yolo", "track": null, "version": 2, "decision": "reject", "comment": "I reject it."}','2026-11-25 21:19:52.634296');
INSERT INTO "audit_events" VALUES(62,'9dfd5180-3d2c-4998-81c2-f55fd9d69aba',3,'key_62171b20426dbb7d','agent.acted','agent_execution','2f7d650e-3bbb-4d24-aa7d-d7680b47cd58',NULL,NULL,NULL,'{"agent": "7a39ed24-a507-4bbd-9959-e84ebbbb481c", "action": "reject", "reason": "I reject it.", "status": "completed"}','2026-11-25 21:19:52.638821');
INSERT INTO "audit_events" VALUES(63,'fea84942-9b3b-4164-9d0a-a13e8cae5ac6',1,'key_3e17b0196ec5bd44','annotation.created','annotation','c62edcbf-4812-41b1-8789-78b94ee73dca',1,NULL,NULL,'{"uid": "c62edcbf-4812-41b1-8789-78b94ee73dca", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "auto_label", "state": "draft", "confidence": 0.35, "model": "yolo", "track": null, "version": 1}','2026-11-25 21:19:52.664444');
INSERT INTO "audit_events" VALUES(64,'03ee15c6-dccc-4155-bbfd-7a99de631263',3,'key_62171b20426dbb7d','annotation.reviewed','annotation','c62edcbf-4812-41b1-8789-78b94ee73dca',1,NULL,'{"uid": "c62edcbf-4812-41b1-8789-78b94ee73dca", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "auto_label", "state": "draft", "confidence": 0.35, "model": "yolo", "track": null, "version": 1}','{"uid": "c62edcbf-4812-41b1-8789-78b94ee73dca", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "auto_label", "state": "draft", "confidence": 0.35, "model": "yolo", "track": null, "version": 1, "decision": "flag", "comment": "I flag it."}','2026-11-25 21:19:52.732254');
INSERT INTO "audit_events" VALUES(65,'bc8f5e94-f99b-40ad-8a45-d609ffb197af',3,'key_62171b20426dbb7d','issue.created','issue','60b428e7-58e2-4436-867d-a594475c48b3',1,NULL,NULL,'{"dataset": "2044a1e2-7df5-4b44-a2cd-82caf8033bab", "sequence": null, "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "tool": "other", "problem": "other", "priority": "medium", "severity": "moderate", "status": "open", "description": "I flag it.", "wrong_class": "dog", "correct_class": null, "should_re_annotate": null, "should_delete": null, "frames_affected": null, "coordinates": null, "query_params": null, "object_uid": "c62edcbf-4812-41b1-8789-78b94ee73dca"}','2026-11-25 21:19:52.740434');
INSERT INTO "audit_events" VALUES(66,'1a709710-d5fe-4b1e-9b7a-9c54bb59ccf9',3,'key_62171b20426dbb7d','agent.acted','agent_execution','de2d9705-ece1-48e0-9fb8-4d154e975814',NULL,NULL,NULL,'{"agent": "7a39ed24-a507-4bbd-9959-e84ebbbb481c", "action": "flag", "reason": "I flag it.", "status": "completed"}','2026-11-25 21:19:52.743312');
INSERT INTO "audit_events" VALUES(67,'27234b8f-5ace-4522-a702-ebbdb49fbff6',1,'key_3e17b0196ec5bd44','annotation.created','annotation','b03712d0-37e0-41b4-9099-09b057fa3e6e',1,NULL,NULL,'{"uid": "b03712d0-37e0-41b4-9099-09b057fa3e6e", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "auto_label", "state": "draft", "confidence": 0.35, "model": "yolo", "track": null, "version": 1}','2026-11-25 21:19:52.782892');
INSERT INTO "audit_events" VALUES(68,'5903bbc8-ba5a-4c1f-b28e-b922a8146131',3,'key_62171b20426dbb7d','agent.acted','agent_execution','6db53eff-045d-487a-9051-71f30cde4fe3',NULL,NULL,NULL,'{"agent": "7a39ed24-a507-4bbd-9959-e84ebbbb481c", "action": "skip", "reason": "I skip it.", "status": "completed"}','2026-11-25 21:19:52.878912');
INSERT INTO "audit_events" VALUES(69,'c4a80ed0-906c-45a2-a3a3-8e48ca5210d2',1,'key_3e17b0196ec5bd44','annotation.created','annotation','96838c78-51ac-4602-b174-1dd42604f460',1,NULL,NULL,'{"uid": "96838c78-51ac-4602-b174-1dd42604f460", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "auto_label", "state": "draft", "confidence": 0.35, "model": "yolo", "track": null, "version": 1}','2026-11-25 21:19:52.923518');
INSERT INTO "audit_events" VALUES(70,'1a31b5a9-afb3-4356-a673-0c4fd6957ee1',1,'key_3e17b0196ec5bd44','annotation.updated','annotation','96838c78-51ac-4602-b174-1dd42604f460',1,NULL,'{"uid": "96838c78-51ac-4602-b174-1dd42604f460", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "auto_label", "state": "draft", "confidence": 0.35, "model": "yolo", "track": null, "version": 1}','{"uid": "96838c78-51ac-4602-b174-1dd42604f460", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "auto_label", "state": "draft", "confidence": 0.5, "model": "yolo", "track": null, "version": 2}','2026-11-25 21:19:52.953983');
INSERT INTO "audit_events" VALUES(71,'551a59f2-595b-4417-869f-74c8d98150a5',3,'key_62171b20426dbb7d','agent.acted','agent_execution','7fa45328-6e8d-43e8-8f9f-e2dbe04f6134',NULL,NULL,NULL,'{"agent": "7a39ed24-a507-4bbd-9959-e84ebbbb481c", "action": "approve", "reason": "I too late it.", "status": "failed"}','2026-11-25 21:19:52.970065');
INSERT INTO "audit_events" VALUES(72,'5e21c4d1-4c19-4056-920c-4fab85bf357c',1,'key_3e17b0196ec5bd44','annotation.created','annotation','a641d25e-04ee-44d9-9006-f05568d52fb0',1,NULL,NULL,'{"uid": "a641d25e-04ee-44d9-9006-f05568d52fb0", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "propagated", "state": "draft", "confidence": 0.35, "model": "yolo", "track": null, "version": 1}','2026-11-25 21:19:52.996289');
INSERT INTO "audit_events" VALUES(73,'d5317d2b-e46e-460f-82b8-ada80e600c67',3,'key_62171b20426dbb7d','annotation.reviewed','annotation','a641d25e-04ee-44d9-9006-f05568d52fb0',1,NULL,'{"uid": "a641d25e-04ee-44d9-9006-f05568d52fb0", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "propagated", "state": "draft", "confidence": 0.35, "model": "yolo", "track": null, "version": 1}','{"uid": "a641d25e-04ee-44d9-9006-f05568d52fb0", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "propagated", "state": "accepted", "confidence": 0.35, "model": "yolo", "track": null, "version": 2, "decision": "accept", "comment": "I approve it."}','2026-11-25 21:19:53.031699');
INSERT INTO "audit_events" VALUES(74,'a1e7d607-f9d0-42cf-b291-b7e1aa69e99f',3,'key_62171b20426dbb7d','agent.acted','agent_execution','b6dd5323-bb89-4d2c-a180-53eeceea20d7',NULL,NULL,NULL,'{"agent": "7a39ed24-a507-4bbd-9959-e84ebbbb481c", "action": "approve", "reason": "I approve it.", "status": "completed"}','2026-11-25 21:19:53.038513');
INSERT INTO "audit_events" VALUES(75,'e47d888c-e7f2-407b-8a8a-81ed5003d83a',1,'key_3e17b0196ec5bd44','annotation.created','annotation','22e836a1-7480-4c82-9b5f-780bbc8d3750',1,NULL,NULL,'{"uid": "22e836a1-7480-4c82-9b5f-780bbc8d3750", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "propagated", "state": "draft", "confidence": 0.35, "model": "yolo", "track": null, "version": 1}','2026-11-25 21:19:53.055064');
INSERT INTO "audit_events" VALUES(76,'92de3ae3-85e6-448d-b5b4-957c47cccd2d',3,'key_62171b20426dbb7d','annotation.reviewed','annotation','22e836a1-7480-4c82-9b5f-780bbc8d3750',1,NULL,'{"uid": "22e836a1-7480-4c82-9b5f-780bbc8d3750", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "propagated", "state": "draft", "confidence": 0.35, "model": "yolo", "track": null, "version": 1}','{"uid": "22e836a1-7480-4c82-9b5f-780bbc8d3750", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "propagated", "state": "rejected", "confidence": 0.35, "model": "yolo", "track": null, "version": 2, "decision": "reject", "comment": "I reject it."}','2026-11-25 21:19:53.119887');
INSERT INTO "audit_events" VALUES(77,'96f56560-ecab-4a9c-bae0-75e9f1d85f38',3,'key_62171b20426dbb7d','agent.acted','agent_execution','25163663-e286-4ca2-8c9e-8b7b387b2dfd',NULL,NULL,NULL,'{"agent": "7a39ed24-a507-4bbd-9959-e84ebbbb481c", "action": "reject", "reason": "I reject it.", "status": "completed"}','2026-11-25 21:19:53.124386');
INSERT INTO "audit_events" VALUES(78,'ce5959c2-5eff-4b8f-804e-3a9343d0309c',1,'key_3e17b0196ec5bd44','annotation.created','annotation','a13e05cb-5876-4519-8ba3-ba7c782f138e',1,NULL,NULL,'{"uid": "a13e05cb-5876-4519-8ba3-ba7c782f138e", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "propagated", "state": "draft", "confidence": 0.35, "model": "yolo", "track": null, "version": 1}','2026-11-25 21:19:53.171190');
INSERT INTO "audit_events" VALUES(79,'0edb9878-5ebf-4aaa-b197-2e587a824d46',3,'key_62171b20426dbb7d','annotation.reviewed','annotation','a13e05cb-5876-4519-8ba3-ba7c782f138e',1,NULL,'{"uid": "a13e05cb-5876-4519-8ba3-ba7c782f138e", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "propagated", "state": "draft", "confidence": 0.35, "model": "yolo", "track": null, "version": 1}','{"uid": "a13e05cb-5876-4519-8ba3-ba7c782f138e", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "propagated", "state": "draft", "confidence": 0.35, "model": "yolo", "track": null, "version": 1, "decision": "flag", "comment": "I flag it."}','2026-11-25 21:19:53.256177');
INSERT INTO "audit_events" VALUES(80,'0a830818-ce4b-4625-99ec-7a2a7b5acd0c',3,'key_62171b20426dbb7d','issue.created','issue','f86d157e-8fee-4730-b551-66d5adcb804f',1,NULL,NULL,'{"dataset": "2044a1e2-7df5-4b44-a2cd-82caf8033bab", "sequence": null, "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "tool": "other", "problem": "other", "priority": "medium", "severity": "moderate", "status": "open", "description": "I flag it.", "wrong_class": "dog", "correct_class": null, "should_re_annotate": null, "should_delete": null, "frames_affected": null, "coordinates": null, "query_params": null, "object_uid": "a13e05cb-5876-4519-8ba3-ba7c782f138e"}','2026-11-25 21:19:53.260490');
INSERT INTO "audit_events" VALUES(81,'057ef3cf-9ecf-4288-af2b-2b5df59b8d7d',3,'key_62171b20426dbb7d','agent.acted','agent_execution','ae29ffa4-37bc-4ea2-ba22-f7bb1efa88f8',NULL,NULL,NULL,'{"agent": "7a39ed24-a507-4bbd-9959-e84ebbbb481c", "action": "flag", "reason": "I flag it.", "status": "completed"}','2026-11-25 21:19:53.262891');
INSERT INTO "audit_events" VALUES(82,'b5fa037b-db20-4996-86bb-277110e6be95',1,'key_3e17b0196ec5bd44','annotation.created','annotation','f6cf4890-f172-4a67-9543-110d9624ee3d',1,NULL,NULL,'{"uid": "f6cf4890-f172-4a67-9543-110d9624ee3d", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "propagated", "state": "draft", "confidence": 0.35, "model": "yolo", "track": null, "version": 1}','2026-11-25 21:19:53.302080');
INSERT INTO "audit_events" VALUES(83,'860329fd-1628-4590-87f5-8bff02e5ad65',3,'key_62171b20426dbb7d','agent.acted','agent_execution','bb508749-64aa-4f0c-8d30-a3a20c6d3293',NULL,NULL,NULL,'{"agent": "7a39ed24-a507-4bbd-9959-e84ebbbb481c", "action": "skip", "reason": "I skip it.", "status": "completed"}','2026-11-25 21:19:53.320530');
INSERT INTO "audit_events" VALUES(84,'0f2b1930-bde6-4da6-bc70-1c5933dfa91e',1,'key_3e17b0196ec5bd44','annotation.created','annotation','e1f4efaf-b6de-4315-9184-a5a0760fa0d0',1,NULL,NULL,'{"uid": "e1f4efaf-b6de-4315-9184-a5a0760fa0d0", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "propagated", "state": "draft", "confidence": 0.35, "model": "yolo", "track": null, "version": 1}','2026-11-25 21:19:53.339335');
INSERT INTO "audit_events" VALUES(85,'594c315c-4e3a-4994-af39-b57de9b43417',1,'key_3e17b0196ec5bd44','annotation.updated','annotation','e1f4efaf-b6de-4315-9184-a5a0760fa0d0',1,NULL,'{"uid": "e1f4efaf-b6de-4315-9184-a5a0760fa0d0", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "propagated", "state": "draft", "confidence": 0.35, "model": "yolo", "track": null, "version": 1}','{"uid": "e1f4efaf-b6de-4315-9184-a5a0760fa0d0", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "propagated", "state": "draft", "confidence": 0.5, "model": "yolo", "track": null, "version": 2}','2026-11-25 21:19:53.362170');
INSERT INTO "audit_events" VALUES(86,'58591122-500b-4a37-a239-e91f1ac04893',3,'key_62171b20426dbb7d','agent.acted','agent_execution','4026b8f3-b52c-46d9-9c61-f989a0d5b560',NULL,NULL,NULL,'{"agent": "7a39ed24-a507-4bbd-9959-e84ebbbb481c", "action": "approve", "reason": "I too late it.", "status": "failed"}','2026-11-25 21:19:53.371276');
INSERT INTO "audit_events" VALUES(87,'b64eb30a-01eb-46c1-9134-b7e0359b99c5',3,'key_62171b20426dbb7d','annotation.created','annotation','37d7399b-489b-469c-aca6-683cb08f4d94',4,NULL,NULL,'{"uid": "37d7399b-489b-469c-aca6-683cb08f4d94", "project": "1208f588-7c63-4c26-9742-d4114a38d513", "item": "eb5f8d37-89a1-4d97-bd58-b7f4046ac19a", "label": "face", "type": "polygon", "geometry": {"polygons": [{"exterior": [[10.0, 10.0], [50.0, 10.0], [50.0, 60.0], [10.0, 60.0]], "holes": [[[20.0, 20.0], [30.0, 20.0], [30.0, 30.0], [20.0, 30.0]]]}]}, "attributes": {}, "source": "human", "state": "accepted", "confidence": null, "model": null, "track": null, "version": 1}','2026-11-25 21:19:53.399787');
INSERT INTO "audit_events" VALUES(88,'22fa64a8-c75b-486c-a211-d7d4a7c52536',1,'key_3e17b0196ec5bd44','quality_target.created','quality_target','92d04d7d-f0a9-4720-a610-b86e539a6076',1,NULL,NULL,'{"name": "few rejected", "metric": "rejection_rate", "operator": "gt", "threshold": 0.1, "severity": "critical", "is_active": true, "is_breached": false, "last_value": null, "notify_webhook": true, "notify_emails": ["lead@example.org"]}','2026-11-25 21:19:53.410885');
INSERT INTO "audit_events" VALUES(89,'45e9bd86-3d22-48b6-be38-f676730c86a0',1,'key_3e17b0196ec5bd44','quality_target.created','quality_target','f81fd791-d790-4252-a01d-bdb98cb81b70',1,NULL,NULL,'{"name": "few issues", "metric": "issue_rate", "operator": "gt", "threshold": 0.9, "severity": "warning", "is_active": false, "is_breached": false, "last_value": null, "notify_webhook": true, "notify_emails": []}','2026-11-25 21:19:53.418143');
INSERT INTO "audit_events" VALUES(90,'c52eb80c-cc9e-43b3-ac8a-06a668b2fb00',1,'key_3e17b0196ec5bd44','quality.evaluated','project','753c3ac8-2774-4fb5-a3ee-af04aba17d62',1,NULL,NULL,'{"values": {"92d04d7d-f0a9-4720-a610-b86e539a6076": 0.5}}','2026-11-25 21:19:53.431880');
INSERT INTO "audit_events" VALUES(91,'43eaad06-2fb0-4bb9-89a6-fd5c8c59c8d6',1,'key_3e17b0196ec5bd44','consensus.configured','project','753c3ac8-2774-4fb5-a3ee-af04aba17d62',1,NULL,NULL,'{"iou_threshold": 0.625, "min_agreement_ratio": 0.75, "min_annotations": 3}','2026-11-25 21:19:53.440322');
INSERT INTO "audit_events" VALUES(92,'6c668842-5fd3-42b1-8e5d-900734496fae',3,'key_62171b20426dbb7d','issue.created','issue','dfba8b8e-20a3-458d-99a3-0841a4b0d4e6',1,NULL,NULL,'{"dataset": "2044a1e2-7df5-4b44-a2cd-82caf8033bab", "sequence": null, "item": "e21cb1f3-5837-4767-b960-ec21963506c6", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "tool": "bounding-box", "problem": "wrong-class", "priority": "highest", "severity": "critical", "status": "open", "description": "The outline cuts the car.", "wrong_class": "dog", "correct_class": "car", "should_re_annotate": true, "should_delete": false, "frames_affected": "1-3", "coordinates": {"x": 1.25, "y": [2, null]}, "query_params": {"zoom": 2}, "object_uid": null}','2026-11-25 21:19:53.453853');
INSERT INTO "audit_events" VALUES(93,'32b109a7-a540-4806-8715-41769f00483b',3,'key_62171b20426dbb7d','issue.created','issue','5aa1b89e-56f9-48f5-861f-7c8b0263d0f4',1,NULL,NULL,'{"dataset": "2044a1e2-7df5-4b44-a2cd-82caf8033bab", "sequence": null, "item": "e21cb1f3-5837-4767-b960-ec21963506c6", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "tool": "bounding-box", "problem": "wrong-class", "priority": "medium", "severity": "moderate", "status": "open", "description": "", "wrong_class": null, "correct_class": null, "should_re_annotate": null, "should_delete": null, "frames_affected": null, "coordinates": null, "query_params": null, "object_uid": null}','2026-11-25 21:19:53.463599');
INSERT INTO "audit_events" VALUES(94,'c4d898af-7590-44c4-b277-8971c38d9513',3,'key_62171b20426dbb7d','issue.created','issue','33ddefe2-7b2a-4958-b465-bf3e2221a0b2',1,NULL,NULL,'{"dataset": "2044a1e2-7df5-4b44-a2cd-82caf8033bab", "sequence": null, "item": "e21cb1f3-5837-4767-b960-ec21963506c6", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "tool": "bounding-box", "problem": "wrong-class", "priority": "medium", "severity": "moderate", "status": "open", "description": "", "wrong_class": null, "correct_class": null, "should_re_annotate": null, "should_delete": null, "frames_affected": null, "coordinates": null, "query_params": null, "object_uid": null}','2026-11-25 21:19:53.472539');
INSERT INTO "audit_events" VALUES(95,'0a61223b-f762-4df1-b2b0-75ab91ebc01f',1,'key_3e17b0196ec5bd44','issue.deleted','issue','33ddefe2-7b2a-4958-b465-bf3e2221a0b2',NULL,NULL,'{"dataset": "2044a1e2-7df5-4b44-a2cd-82caf8033bab", "sequence": null, "item": "e21cb1f3-5837-4767-b960-ec21963506c6", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "tool": "bounding-box", "problem": "wrong-class", "priority": "medium", "severity": "moderate", "status": "open", "description": "", "wrong_class": null, "correct_class": null, "should_re_annotate": null, "should_delete": null, "frames_affected": null, "coordinates": null, "query_params": null, "object_uid": null}',NULL,'2026-11-25 21:19:53.481797');
INSERT INTO "audit_events" VALUES(96,'8291fdd8-ed55-49ea-999e-fed5a3a78af4',1,'key_3e17b0196ec5bd44','issue.created','issue','cd938b7b-2255-475f-b62e-62c8b41e00a5',1,NULL,NULL,'{"dataset": "2044a1e2-7df5-4b44-a2cd-82caf8033bab", "sequence": null, "item": "e21cb1f3-5837-4767-b960-ec21963506c6", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "tool": "bounding-box", "problem": "wrong-class", "priority": "medium", "severity": "moderate", "status": "open", "description": "", "wrong_class": null, "correct_class": null, "should_re_annotate": null, "should_delete": null, "frames_affected": null, "coordinates": null, "query_params": null, "object_uid": null}','2026-11-25 21:19:53.490156');
INSERT INTO "audit_events" VALUES(97,'73802bb7-9789-45ad-aa36-405c148fb7c6',1,'key_3e17b0196ec5bd44','issue.updated','issue','cd938b7b-2255-475f-b62e-62c8b41e00a5',NULL,NULL,'{"dataset": "2044a1e2-7df5-4b44-a2cd-82caf8033bab", "sequence": null, "item": "e21cb1f3-5837-4767-b960-ec21963506c6", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "tool": "bounding-box", "problem": "wrong-class", "priority": "medium", "severity": "moderate", "status": "open", "description": "", "wrong_class": null, "correct_class": null, "should_re_annotate": null, "should_delete": null, "frames_affected": null, "coordinates": null, "query_params": null, "object_uid": null}','{"dataset": "2044a1e2-7df5-4b44-a2cd-82caf8033bab", "sequence": null, "item": "e21cb1f3-5837-4767-b960-ec21963506c6", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "tool": "bounding-box", "problem": "wrong-class", "priority": "medium", "severity": "moderate", "status": "completed", "description": "", "wrong_class": null, "correct_class": null, "should_re_annotate": null, "should_delete": null, "frames_affected": null, "coordinates": null, "query_params": null, "object_uid": null}','2026-11-25 21:19:53.500408');
INSERT INTO "audit_events" VALUES(98,'c98eaeb7-5869-4916-8425-ecdb92f8877e',1,'key_3e17b0196ec5bd44','provider.created','provider','374c5b82-6e55-497b-a62c-b14f74d6f74b',1,NULL,NULL,'{"name": "detector", "description": "Ours", "provider_type": "http", "config": {"endpoint_url": "https://models.example/predict", "auth_type": "bearer", "auth_header": "********", "headers": {"X-Team": "********"}, "timeout": 12.5, "response_key": "data.boxes"}, "is_active": true, "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62"}','2026-11-25 21:19:53.513856');
INSERT INTO "audit_events" VALUES(99,'5773a701-7cb3-4424-8801-c501b91aaed8',1,'key_3e17b0196ec5bd44','provider.tested','provider','374c5b82-6e55-497b-a62c-b14f74d6f74b',NULL,NULL,NULL,'{"success": true}','2026-11-25 21:19:53.519227');
INSERT INTO "audit_events" VALUES(100,'99521950-aa67-46ab-9f6c-f05d640cd6bf',1,'key_3e17b0196ec5bd44','provider.created','provider','b4c90b18-a5ff-47d3-87c4-00157cc8ef99',NULL,NULL,NULL,'{"name": "cloud", "description": "", "provider_type": "sagemaker", "config": {"endpoint_name": "cars", "region": "eu-central-1"}, "is_active": false, "project": null}','2026-11-25 21:19:53.523792');
INSERT INTO "audit_events" VALUES(101,'1aafa17d-0967-4f12-bf18-62b5ef5cd6bc',1,'key_3e17b0196ec5bd44','item.created','item','ebb303b6-b640-42fe-a55d-d35bdf3720e8',NULL,NULL,NULL,'{"dataset": "2044a1e2-7df5-4b44-a2cd-82caf8033bab"}','2026-11-25 21:19:53.676648');
INSERT INTO "audit_events" VALUES(102,'e2debee0-c272-48de-a730-f2125f3331f0',1,'key_3e17b0196ec5bd44','export.requested','export','561e1789-d59d-40be-9685-4793fbd702cf',NULL,NULL,NULL,'{"name": "for the archive", "format": "avala-json-external", "status": "requested", "scope": {"projects": ["753c3ac8-2774-4fb5-a3ee-af04aba17d62"], "datasets": []}, "total_task_count": 0, "exported_task_count": 0, "error_message": null}','2026-11-25 21:19:53.973116');
INSERT INTO "audit_events" VALUES(103,'c436f37f-704a-422d-8942-4229c58d1ec3',1,NULL,'export.exported','export','561e1789-d59d-40be-9685-4793fbd702cf',NULL,NULL,NULL,'{"name": "for the archive", "format": "avala-json-external", "status": "exported", "scope": {"projects": ["753c3ac8-2774-4fb5-a3ee-af04aba17d62"], "datasets": []}, "total_task_count": 7, "exported_task_count": 7, "error_message": null}','2026-11-25 21:19:54.096123');
INSERT INTO "audit_events" VALUES(104,'a65d69bd-7203-4cf5-bb6a-8f981a0f687b',1,'key_3e17b0196ec5bd44','annotation.created','annotation','be3de82d-0435-46f3-9f63-60c0412de599',1,'9e1f8fff-0e88-40f4-bf91-adc1a2fc100e',NULL,'{"uid": "be3de82d-0435-46f3-9f63-60c0412de599", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "auto_label", "state": "draft", "confidence": 0.75, "model": "yolo", "track": null, "version": 1}','2026-11-25 21:19:54.555930');
INSERT INTO "audit_events" VALUES(105,'0e16580d-0242-48d4-8c73-4f05339557ac',1,'key_3e17b0196ec5bd44','issue.created','issue','6dddc5cc-344e-41b2-9bb4-d972e79faf8c',NULL,NULL,NULL,'{"dataset": "2044a1e2-7df5-4b44-a2cd-82caf8033bab", "sequence": "5aac9aff-b200-4caf-89be-ae362c99b9a3", "item": null, "project": null, "tool": "bounding-box", "problem": "wrong-class", "priority": "medium", "severity": "moderate", "status": "open", "description": "", "wrong_class": null, "correct_class": null, "should_re_annotate": null, "should_delete": null, "frames_affected": null, "coordinates": null, "query_params": null, "object_uid": null}','2026-11-25 21:19:54.601513');
CREATE TABLE consensus_configs (
	id INTEGER NOT NULL, 
	uid VARCHAR(64) NOT NULL, 
	project_id INTEGER NOT NULL, 
	iou_threshold FLOAT NOT NULL, 
	min_agreement_ratio FLOAT NOT NULL, 
	min_annotations INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	updated_at DATETIME NOT NULL, 
	CONSTRAINT pk_consensus_configs PRIMARY KEY (id), 
	CONSTRAINT fk_consensus_configs_project_id_projects FOREIGN KEY(project_id) REFERENCES projects (id), 
	CONSTRAINT uq_consensus_configs_project_id UNIQUE (project_id), 
	CONSTRAINT uq_consensus_configs_uid UNIQUE (uid)
);
INSERT INTO "consensus_configs" VALUES(1,'753c3ac8-2774-4fb5-a3ee-af04aba17d62',1,0.625,0.75,3,'2026-11-25 21:19:53.438858','2026-11-25 21:19:53.438864');
CREATE TABLE datasets (
	id INTEGER NOT NULL, 
	uid VARCHAR(64) NOT NULL, 
	organization_id INTEGER NOT NULL, 
	owner_name VARCHAR(100) NOT NULL, 
	name VARCHAR(255) NOT NULL, 
	slug VARCHAR(100) NOT NULL, 
	data_type VARCHAR(16) NOT NULL, 
	visibility VARCHAR(16) NOT NULL, 
	status VARCHAR(16) NOT NULL, 
	item_count INTEGER NOT NULL, 
	metadata JSON NOT NULL, 
	created_at DATETIME NOT NULL, 
	updated_at DATETIME NOT NULL, 
	deleted_at DATETIME, 
	CONSTRAINT pk_datasets PRIMARY KEY (id), 
	CONSTRAINT fk_datasets_organization_id_organizations FOREIGN KEY(organization_id) REFERENCES organizations (id), 
	CONSTRAINT uq_datasets_uid UNIQUE (uid)
);
INSERT INTO "datasets" VALUES(1,'2044a1e2-7df5-4b44-a2cd-82caf8033bab',1,'local','Street scenes','street-scenes','image','unlisted','created',7,'{"city": "Bern", "\u00e9": [1]}','2026-11-25 21:19:50.033910','2026-11-25 21:19:53.639245',NULL);
INSERT INTO "datasets" VALUES(2,'d1fbaf26-8543-4a21-854f-fa5066f1a701',1,'local','Mistake','mistake~2','image','private','deleted',0,'{}','2026-11-25 21:19:50.612426','2026-11-25 21:19:50.624490','2026-11-25 21:19:50.623753');
INSERT INTO "datasets" VALUES(3,'665d91c3-8393-49dd-b6b6-6ed1f2aa9fc7',1,'local','Secret photos','secret-photos','image','private','created',1,'{}','2026-11-25 21:19:51.257601','2026-11-25 21:19:51.447316',NULL);
CREATE TABLE exports (
	id INTEGER NOT NULL, 
	uid VARCHAR(64) NOT NULL, 
	name VARCHAR(255) NOT NULL, 
	format VARCHAR(32) NOT NULL, 
	status VARCHAR(16) NOT NULL, 
	scope JSON NOT NULL, 
	total_task_count INTEGER NOT NULL, 
	exported_task_count INTEGER NOT NULL, 
	error_message TEXT, 
	created_by INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	updated_at DATETIME NOT NULL, 
	CONSTRAINT pk_exports PRIMARY KEY (id), 
	CONSTRAINT fk_exports_created_by_users FOREIGN KEY(created_by) REFERENCES users (id), 
	CONSTRAINT uq_exports_uid UNIQUE (uid)
);
INSERT INTO "exports" VALUES(1,'561e1789-d59d-40be-9685-4793fbd702cf','for the archive','avala-json-external','exported','{"projects": ["753c3ac8-2774-4fb5-a3ee-af04aba17d62"], "datasets": []}',7,7,NULL,1,'2026-11-25 21:19:53.964315','2026-11-25 21:19:54.092858');
INSERT INTO "exports" VALUES(2,'87d9f9de-9d16-4c51-bb9f-b2f7efcc30e3','lost','avala-json-external','failed','{"projects": ["753c3ac8-2774-4fb5-a3ee-af04aba17d62"], "datasets": []}',0,0,'The file could not be written: No space left on device.',1,'2026-11-25 21:19:54.239377','2026-11-25 21:19:54.239381');
CREATE TABLE images (
	id INTEGER NOT NULL, 
	uid VARCHAR(71) NOT NULL, 
	width INTEGER NOT NULL, 
	height INTEGER NOT NULL, 
	format VARCHAR(8) NOT NULL, 
	media_type VARCHAR(32) NOT NULL, 
	pixels_sha256 VARCHAR(64) NOT NULL, 
	bytes BIGINT NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_images PRIMARY KEY (id), 
	CONSTRAINT uq_images_uid UNIQUE (uid)
);
INSERT INTO "images" VALUES(1,'sha256:56d2e596e0001149f1a31bf9f338da7dbb209c3b46a018fea640231f07dca6f9',240,160,'PNG','image/png','bbe11230c141810e9649de5a7d132a9d6b09066f71a49b413dd54614fcd9a360',5162,'2026-11-25 21:19:50.116132');
INSERT INTO "images" VALUES(2,'sha256:bc7c4da2a2ceaf6894e3f70e1cebbafa788ce1d2e0b41f3d792ff52210e02314',240,160,'JPEG','image/jpeg','1c344ad422b6216e68ed14991d7ab5453d5c1e2ca5ce18c8967c08192af1c8d7',3112,'2026-11-25 21:19:50.191776');
INSERT INTO "images" VALUES(3,'sha256:ae1617ebb5f44c3486d3d87a22da8b654fb5395d41d6b5fd09a290e3c8d1f443',240,160,'WEBP','image/webp','0324b51f91c4b52815eb597d98fee65239540d4c2fc3fc2d8d60c5360974d044',1324,'2026-11-25 21:19:50.250411');
INSERT INTO "images" VALUES(4,'sha256:f3e0f6cb2ff9cb856f9500848fad335375c2aedf53debdac7943dc38a79a4f3f',240,160,'PNG','image/png','4fcfb62f1c5e7cff0975a58d69ebb2595ba80e65560d13a8282fa5eb2ad00a87',5175,'2026-11-25 21:19:50.296665');
INSERT INTO "images" VALUES(5,'sha256:902d89dc2a0ce60964ba313d29e80a906ace350d7af9683ba44a466ef1df30b6',240,160,'PNG','image/png','6814f0d111f797f5111ded5223003a903a4ce30f5153ffc0f23d97dde46738c6',5171,'2026-11-25 21:19:50.450106');
INSERT INTO "images" VALUES(6,'sha256:b79658ceabd1bf27166be4fc23f7c0cc1615e230fba4be8ef493d99156242a19',240,160,'JPEG','image/jpeg','c908e0d23966606841fec6bc3e90f7dccc239a34ccdf56480c203ef4468e93c3',3146,'2026-11-25 21:19:50.527494');
INSERT INTO "images" VALUES(7,'sha256:bdcf69959516498d4069fd64a0729f79c5d2ad643c21c9137ad94e58a2b6bfdf',240,160,'PNG','image/png','50c38731316b89b8552b8f6f128a9429e7edaf64019d6f45240294f59e025885',5367,'2026-11-25 21:19:50.584079');
INSERT INTO "images" VALUES(8,'sha256:2adecce34ad5f2aee25a2f54adb7d2d69ce26d85e4d03b201e2f322dc79507d5',240,160,'PNG','image/png','6df21621225040c99482a0c3eca131a3a319f2659464166b385cf9f6e6235852',5525,'2026-11-25 21:19:51.361125');
INSERT INTO "images" VALUES(9,'sha256:734abfafd796bda0ca44aaaa5f6063c5b138fda42dca8a4a2426cf911a2cb015',240,160,'PNG','image/png','6257399c554fa15673f2c7744ebc1dabbd3b7a28abc34e81b309b834b69c7522',5668,'2026-11-25 21:19:53.600427');
INSERT INTO "images" VALUES(10,'sha256:63aff104330685af5a711935f8a92d463176f30301fea9c3ff1f09bf4874c54b',240,160,'JPEG','image/jpeg','bbd5a1b8b32c09347e1ef702781671f4e250af0119f012f352fe1395003aa3d2',3075,'2026-11-25 21:19:53.883836');
CREATE TABLE inference_providers (
	id INTEGER NOT NULL, 
	uid VARCHAR(64) NOT NULL, 
	project_id INTEGER, 
	name VARCHAR(255) NOT NULL, 
	description TEXT NOT NULL, 
	provider_type VARCHAR(32) NOT NULL, 
	config JSON NOT NULL, 
	is_active BOOLEAN NOT NULL, 
	last_test_at DATETIME, 
	last_test_success BOOLEAN, 
	created_at DATETIME NOT NULL, 
	updated_at DATETIME NOT NULL, 
	CONSTRAINT pk_inference_providers PRIMARY KEY (id), 
	CONSTRAINT fk_inference_providers_project_id_projects FOREIGN KEY(project_id) REFERENCES projects (id), 
	CONSTRAINT uq_inference_providers_uid UNIQUE (uid)
);
INSERT INTO "inference_providers" VALUES(1,'374c5b82-6e55-497b-a62c-b14f74d6f74b',1,'detector','Ours','http','{"endpoint_url": "https://models.example/predict", "auth_type": "bearer", "auth_header": "sk-of-the-provider", "headers": {"X-Team": "streets"}, "timeout": 12.5, "response_key": "data.boxes"}',1,'2026-11-25 21:19:53.516114',1,'2026-11-25 21:19:53.510670','2026-11-25 21:19:53.518651');
INSERT INTO "inference_providers" VALUES(2,'b4c90b18-a5ff-47d3-87c4-00157cc8ef99',NULL,'cloud','','sagemaker','{"endpoint_name": "cars", "region": "eu-central-1"}',0,NULL,NULL,'2026-11-25 21:19:53.522203','2026-11-25 21:19:53.522206');
CREATE TABLE items (
	id INTEGER NOT NULL, 
	uid VARCHAR(64) NOT NULL, 
	dataset_id INTEGER NOT NULL, 
	image_id INTEGER NOT NULL, 
	sequence_id INTEGER, 
	frame_index INTEGER, 
	"key" VARCHAR(1024) NOT NULL, 
	metadata JSON NOT NULL, 
	is_hidden BOOLEAN NOT NULL, 
	created_at DATETIME NOT NULL, 
	updated_at DATETIME NOT NULL, 
	CONSTRAINT pk_items PRIMARY KEY (id), 
	CONSTRAINT fk_items_dataset_id_datasets FOREIGN KEY(dataset_id) REFERENCES datasets (id), 
	CONSTRAINT fk_items_image_id_images FOREIGN KEY(image_id) REFERENCES images (id), 
	CONSTRAINT fk_items_sequence_id_sequences FOREIGN KEY(sequence_id) REFERENCES sequences (id), 
	CONSTRAINT uq_items_dataset_id_key UNIQUE (dataset_id, "key"), 
	CONSTRAINT uq_items_uid UNIQUE (uid)
);
INSERT INTO "items" VALUES(1,'498cd3aa-dfa5-446d-b855-a0d4ea04b041',1,1,NULL,NULL,'street/0000.png','{}',0,'2026-11-25 21:19:50.131663','2026-11-25 21:19:50.131668');
INSERT INTO "items" VALUES(2,'27d982e2-652c-47a1-a561-e1487d7a85ad',1,2,NULL,NULL,'street/0001.jpeg','{}',0,'2026-11-25 21:19:50.214866','2026-11-25 21:19:50.214871');
INSERT INTO "items" VALUES(3,'00c9431e-2d9c-4722-a1e1-30559508117d',1,3,NULL,NULL,'street/0002.webp','{}',0,'2026-11-25 21:19:50.262622','2026-11-25 21:19:50.262627');
INSERT INTO "items" VALUES(4,'e21cb1f3-5837-4767-b960-ec21963506c6',1,4,NULL,NULL,'street/0003.png','{}',0,'2026-11-25 21:19:50.351369','2026-11-25 21:19:50.351375');
INSERT INTO "items" VALUES(5,'3e0a9101-b1e7-4115-b24f-4e5d377a524d',1,5,1,0,'street/0004.png','{}',0,'2026-11-25 21:19:50.482664','2026-11-25 21:19:54.222000');
INSERT INTO "items" VALUES(6,'0455bc02-212c-4b57-9f6a-58526504c01d',1,6,1,1,'street/0005.jpeg','{}',1,'2026-11-25 21:19:50.534742','2026-11-25 21:19:54.222724');
INSERT INTO "items" VALUES(7,'eb5f8d37-89a1-4d97-bd58-b7f4046ac19a',3,8,NULL,NULL,'secret.png','{}',0,'2026-11-25 21:19:51.438384','2026-11-25 21:19:51.438389');
INSERT INTO "items" VALUES(8,'ebb303b6-b640-42fe-a55d-d35bdf3720e8',1,9,NULL,NULL,'up/whole.png','{"camera": "whole"}',0,'2026-11-25 21:19:53.636107','2026-11-25 21:19:53.636114');
CREATE TABLE job_items (
	id INTEGER NOT NULL, 
	job_id INTEGER NOT NULL, 
	subject VARCHAR(128) NOT NULL, 
	status VARCHAR(16) NOT NULL, 
	error_code VARCHAR(64), 
	error_message TEXT, 
	updated_at DATETIME NOT NULL, 
	CONSTRAINT pk_job_items PRIMARY KEY (id), 
	CONSTRAINT fk_job_items_job_id_jobs FOREIGN KEY(job_id) REFERENCES jobs (id), 
	CONSTRAINT uq_job_items_job_id_subject UNIQUE (job_id, subject)
);
INSERT INTO "job_items" VALUES(1,1,'1','done',NULL,NULL,'2026-11-25 21:19:54.229356');
INSERT INTO "job_items" VALUES(2,1,'2','failed','x','y','2026-11-25 21:19:54.229359');
INSERT INTO "job_items" VALUES(3,2,'1','done',NULL,NULL,'2026-11-25 21:19:54.230769');
INSERT INTO "job_items" VALUES(4,2,'2','failed','x','y','2026-11-25 21:19:54.230771');
INSERT INTO "job_items" VALUES(5,3,'1','done',NULL,NULL,'2026-11-25 21:19:54.231990');
INSERT INTO "job_items" VALUES(6,3,'2','failed','x','y','2026-11-25 21:19:54.231992');
CREATE TABLE jobs (
	id INTEGER NOT NULL, 
	uid VARCHAR(64) NOT NULL, 
	kind VARCHAR(32) NOT NULL, 
	project_id INTEGER, 
	status VARCHAR(16) NOT NULL, 
	options JSON NOT NULL, 
	summary JSON NOT NULL, 
	total_items INTEGER NOT NULL, 
	successful_items INTEGER NOT NULL, 
	failed_items INTEGER NOT NULL, 
	skipped_items INTEGER NOT NULL, 
	error_message TEXT, 
	created_by INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	updated_at DATETIME NOT NULL, 
	started_at DATETIME, 
	completed_at DATETIME, 
	CONSTRAINT pk_jobs PRIMARY KEY (id), 
	CONSTRAINT fk_jobs_created_by_users FOREIGN KEY(created_by) REFERENCES users (id), 
	CONSTRAINT fk_jobs_project_id_projects FOREIGN KEY(project_id) REFERENCES projects (id), 
	CONSTRAINT uq_jobs_uid UNIQUE (uid)
);
INSERT INTO "jobs" VALUES(1,'9e1f8fff-0e88-40f4-bf91-adc1a2fc100e','auto_label',1,'completed','{"provider": "detector", "threshold": 0.5}','{"made": 7}',3,1,1,1,'one photo could not be read',1,'2026-11-25 21:19:54.228180','2026-11-25 21:19:54.228183','2026-02-03 04:05:06.789012','2026-02-03 04:05:15.789012');
INSERT INTO "jobs" VALUES(2,'3180846f-1b41-4f63-8ec2-c748abf7dd1a','auto_label',1,'failed','{"provider": "detector", "threshold": 0.5}','{"made": 7}',3,1,1,1,NULL,1,'2026-11-25 21:19:54.230199','2026-11-25 21:19:54.230202','2026-02-03 04:05:06.789012','2026-02-03 04:05:15.789012');
INSERT INTO "jobs" VALUES(3,'371516f5-3c0a-4f2d-9082-7a049bad2a1d','auto_label',1,'cancelled','{"provider": "detector", "threshold": 0.5}','{"made": 7}',3,1,1,1,NULL,1,'2026-11-25 21:19:54.231452','2026-11-25 21:19:54.231454','2026-02-03 04:05:06.789012','2026-02-03 04:05:15.789012');
CREATE TABLE labels (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	uid VARCHAR(64) NOT NULL, 
	project_id INTEGER NOT NULL, 
	name VARCHAR(100) NOT NULL, 
	color VARCHAR(7) NOT NULL, 
	shortcut VARCHAR(1), 
	attributes JSON NOT NULL, 
	position INTEGER NOT NULL, 
	is_archived BOOLEAN NOT NULL, 
	created_at DATETIME NOT NULL, 
	updated_at DATETIME NOT NULL, 
	CONSTRAINT fk_labels_project_id_projects FOREIGN KEY(project_id) REFERENCES projects (id), 
	CONSTRAINT uq_labels_project_id_name UNIQUE (project_id, name), 
	CONSTRAINT uq_labels_uid UNIQUE (uid)
);
INSERT INTO "labels" VALUES(1,'a593eb94-d02e-46bb-9f0c-5de02e6c3375',1,'motor car','#4477aa','c','[{"name": "occlusion", "type": "dropdown", "options": ["none", "some"], "required": false}, {"name": "parked", "type": "checkbox", "options": [], "required": false}, {"name": "plate", "type": "text", "options": [], "required": false}, {"name": "doors", "type": "number", "options": [], "required": false}, {"name": "lights", "type": "multi_select", "options": ["left", "right"], "required": false}]',0,0,'2026-11-25 21:19:50.681558','2026-11-25 21:19:52.408874');
INSERT INTO "labels" VALUES(2,'4cbfa4f0-ec1c-4409-a676-2e36589026ef',1,'dog','#ee6677',NULL,'[]',1,0,'2026-11-25 21:19:50.706057','2026-11-25 21:19:52.409623');
INSERT INTO "labels" VALUES(3,'af9b7803-687a-4019-8516-e197e1ed01c3',1,'lorry','#228833','l','[]',2,0,'2026-11-25 21:19:50.722335','2026-11-25 21:19:52.410293');
INSERT INTO "labels" VALUES(4,'046ff9a3-3edf-4e3c-97af-2170c754a0b1',1,'tram','#ccbb44',NULL,'[]',3,1,'2026-11-25 21:19:50.727606','2026-11-25 21:19:52.405600');
INSERT INTO "labels" VALUES(5,'a85d0e64-86c9-4183-9c7e-b122a7d215f8',4,'face','#4477aa',NULL,'[]',0,0,'2026-11-25 21:19:51.529235','2026-11-25 21:19:51.529242');
CREATE TABLE manual_uploads (
	id INTEGER NOT NULL, 
	uid VARCHAR(64) NOT NULL, 
	user_id INTEGER NOT NULL, 
	dataset_name VARCHAR(255) NOT NULL, 
	"key" VARCHAR(1024) NOT NULL, 
	length BIGINT NOT NULL, 
	image_uid VARCHAR(71), 
	created_at DATETIME NOT NULL, 
	expires_at DATETIME NOT NULL, 
	CONSTRAINT pk_manual_uploads PRIMARY KEY (id), 
	CONSTRAINT fk_manual_uploads_user_id_users FOREIGN KEY(user_id) REFERENCES users (id), 
	CONSTRAINT uq_manual_uploads_uid UNIQUE (uid)
);
INSERT INTO "manual_uploads" VALUES(1,'9e168825-425a-4b1e-a468-11c937bbf420',1,'By hand','a/b.jpg',3075,'sha256:63aff104330685af5a711935f8a92d463176f30301fea9c3ff1f09bf4874c54b','2026-11-25 21:19:53.833967','9000-01-01 00:00:00.000000');
CREATE TABLE organizations (
	id INTEGER NOT NULL, 
	uid VARCHAR(64) NOT NULL, 
	name VARCHAR(255) NOT NULL, 
	slug VARCHAR(100) NOT NULL, 
	created_at DATETIME NOT NULL, 
	updated_at DATETIME NOT NULL, 
	CONSTRAINT pk_organizations PRIMARY KEY (id), 
	CONSTRAINT uq_organizations_slug UNIQUE (slug), 
	CONSTRAINT uq_organizations_uid UNIQUE (uid)
);
INSERT INTO "organizations" VALUES(1,'2801dca0-c4d5-4fff-9e03-fdd2eb43e2bc','Local','local','2026-11-25 21:19:47.141006','2026-11-25 21:19:47.141013');
CREATE TABLE project_datasets (
	project_id INTEGER NOT NULL, 
	dataset_id INTEGER NOT NULL, 
	CONSTRAINT pk_project_datasets PRIMARY KEY (project_id, dataset_id), 
	CONSTRAINT fk_project_datasets_dataset_id_datasets FOREIGN KEY(dataset_id) REFERENCES datasets (id), 
	CONSTRAINT fk_project_datasets_project_id_projects FOREIGN KEY(project_id) REFERENCES projects (id)
);
INSERT INTO "project_datasets" VALUES(1,1);
INSERT INTO "project_datasets" VALUES(4,3);
CREATE TABLE project_members (
	project_id INTEGER NOT NULL, 
	user_id INTEGER NOT NULL, 
	CONSTRAINT pk_project_members PRIMARY KEY (project_id, user_id), 
	CONSTRAINT fk_project_members_project_id_projects FOREIGN KEY(project_id) REFERENCES projects (id), 
	CONSTRAINT fk_project_members_user_id_users FOREIGN KEY(user_id) REFERENCES users (id)
);
INSERT INTO "project_members" VALUES(4,3);
CREATE TABLE projects (
	id INTEGER NOT NULL, 
	uid VARCHAR(64) NOT NULL, 
	organization_id INTEGER NOT NULL, 
	name VARCHAR(255) NOT NULL, 
	description TEXT NOT NULL, 
	task_type VARCHAR(32) NOT NULL, 
	status VARCHAR(16) NOT NULL, 
	members_only BOOLEAN NOT NULL, 
	version INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	updated_at DATETIME NOT NULL, 
	deleted_at DATETIME, 
	CONSTRAINT pk_projects PRIMARY KEY (id), 
	CONSTRAINT fk_projects_organization_id_organizations FOREIGN KEY(organization_id) REFERENCES organizations (id), 
	CONSTRAINT uq_projects_uid UNIQUE (uid)
);
INSERT INTO "projects" VALUES(1,'753c3ac8-2774-4fb5-a3ee-af04aba17d62',1,'Cars','Every car.
Also parked ones: été, 車','image-annotation','active',0,2,'2026-11-25 21:19:50.656333','2026-11-25 21:19:52.411096',NULL);
INSERT INTO "projects" VALUES(2,'c74ab399-7c5b-4696-8762-ee7b5c9021a2',1,'Paused','','video-annotation','paused',0,2,'2026-11-25 21:19:50.898720','2026-11-25 21:19:50.955844',NULL);
INSERT INTO "projects" VALUES(3,'d5477c2e-c0e2-4eb1-8fca-8d77533ba2a2',1,'Over','','video-annotation','deleted',0,1,'2026-11-25 21:19:51.036877','2026-11-25 21:19:51.214082','2026-11-25 21:19:51.204291');
INSERT INTO "projects" VALUES(4,'1208f588-7c63-4c26-9742-d4114a38d513',1,'Secret','','image-annotation','active',1,1,'2026-11-25 21:19:51.522134','2026-11-25 21:19:51.522141',NULL);
CREATE TABLE quality_targets (
	id INTEGER NOT NULL, 
	uid VARCHAR(64) NOT NULL, 
	project_id INTEGER NOT NULL, 
	name VARCHAR(255) NOT NULL, 
	metric VARCHAR(64) NOT NULL, 
	operator VARCHAR(8) NOT NULL, 
	threshold FLOAT NOT NULL, 
	severity VARCHAR(16) NOT NULL, 
	is_active BOOLEAN NOT NULL, 
	notify_webhook BOOLEAN NOT NULL, 
	notify_emails JSON NOT NULL, 
	last_evaluated_at DATETIME, 
	last_value FLOAT, 
	is_breached BOOLEAN NOT NULL, 
	breach_count INTEGER NOT NULL, 
	last_breached_at DATETIME, 
	created_at DATETIME NOT NULL, 
	updated_at DATETIME NOT NULL, 
	CONSTRAINT pk_quality_targets PRIMARY KEY (id), 
	CONSTRAINT fk_quality_targets_project_id_projects FOREIGN KEY(project_id) REFERENCES projects (id), 
	CONSTRAINT uq_quality_targets_uid UNIQUE (uid)
);
INSERT INTO "quality_targets" VALUES(1,'92d04d7d-f0a9-4720-a610-b86e539a6076',1,'few rejected','rejection_rate','gt',0.1,'critical',1,1,'["lead@example.org"]','2026-11-25 21:19:53.420973',0.5,1,1,'2026-11-25 21:19:53.420973','2026-11-25 21:19:53.408119','2026-11-25 21:19:53.429308');
INSERT INTO "quality_targets" VALUES(2,'f81fd791-d790-4252-a01d-bdb98cb81b70',1,'few issues','issue_rate','gt',0.9,'warning',0,1,'[]',NULL,NULL,0,0,NULL,'2026-11-25 21:19:53.416556','2026-11-25 21:19:53.416562');
CREATE TABLE review_decisions (
	id INTEGER NOT NULL, 
	uid VARCHAR(64) NOT NULL, 
	project_id INTEGER NOT NULL, 
	annotation_uid VARCHAR(64) NOT NULL, 
	user_id INTEGER NOT NULL, 
	decision VARCHAR(16) NOT NULL, 
	is_modified BOOLEAN NOT NULL, 
	comment TEXT NOT NULL, 
	"before" JSON, 
	"after" JSON, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_review_decisions PRIMARY KEY (id), 
	CONSTRAINT fk_review_decisions_project_id_projects FOREIGN KEY(project_id) REFERENCES projects (id), 
	CONSTRAINT fk_review_decisions_user_id_users FOREIGN KEY(user_id) REFERENCES users (id), 
	CONSTRAINT uq_review_decisions_uid UNIQUE (uid)
);
INSERT INTO "review_decisions" VALUES(1,'f6fc262d-c5b5-4f3d-ad1f-e0e1d08d3465',1,'ac809ac7-f580-430a-a63f-b06d665d75c4',3,'accept',0,'I approve it.','{"uid": "ac809ac7-f580-430a-a63f-b06d665d75c4", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "auto_label", "state": "draft", "confidence": 0.35, "model": "yolo", "track": null, "version": 1}','{"uid": "ac809ac7-f580-430a-a63f-b06d665d75c4", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "auto_label", "state": "accepted", "confidence": 0.35, "model": "yolo", "track": null, "version": 2}','2026-11-25 21:19:52.528386');
INSERT INTO "review_decisions" VALUES(2,'3d0d6a75-f589-459f-9a38-857c7d45ab00',1,'6796b93b-9801-47e8-ac7f-9b82b82467cc',3,'reject',0,'I reject it.','{"uid": "6796b93b-9801-47e8-ac7f-9b82b82467cc", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "auto_label", "state": "draft", "confidence": 0.35, "model": "yolo", "track": null, "version": 1}','{"uid": "6796b93b-9801-47e8-ac7f-9b82b82467cc", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "auto_label", "state": "rejected", "confidence": 0.35, "model": "yolo", "track": null, "version": 2}','2026-11-25 21:19:52.633647');
INSERT INTO "review_decisions" VALUES(3,'0fecedc2-f92b-4326-8abf-f548f8914c44',1,'c62edcbf-4812-41b1-8789-78b94ee73dca',3,'flag',0,'I flag it.','{"uid": "c62edcbf-4812-41b1-8789-78b94ee73dca", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "auto_label", "state": "draft", "confidence": 0.35, "model": "yolo", "track": null, "version": 1}','{"uid": "c62edcbf-4812-41b1-8789-78b94ee73dca", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "auto_label", "state": "draft", "confidence": 0.35, "model": "yolo", "track": null, "version": 1}','2026-11-25 21:19:52.731580');
INSERT INTO "review_decisions" VALUES(4,'159d7405-38d8-4780-a543-d2f658e342a4',1,'a641d25e-04ee-44d9-9006-f05568d52fb0',3,'accept',0,'I approve it.','{"uid": "a641d25e-04ee-44d9-9006-f05568d52fb0", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "propagated", "state": "draft", "confidence": 0.35, "model": "yolo", "track": null, "version": 1}','{"uid": "a641d25e-04ee-44d9-9006-f05568d52fb0", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "propagated", "state": "accepted", "confidence": 0.35, "model": "yolo", "track": null, "version": 2}','2026-11-25 21:19:53.031143');
INSERT INTO "review_decisions" VALUES(5,'646d13b4-a647-4114-9352-891c0c0d1594',1,'22e836a1-7480-4c82-9b5f-780bbc8d3750',3,'reject',0,'I reject it.','{"uid": "22e836a1-7480-4c82-9b5f-780bbc8d3750", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "propagated", "state": "draft", "confidence": 0.35, "model": "yolo", "track": null, "version": 1}','{"uid": "22e836a1-7480-4c82-9b5f-780bbc8d3750", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "propagated", "state": "rejected", "confidence": 0.35, "model": "yolo", "track": null, "version": 2}','2026-11-25 21:19:53.119308');
INSERT INTO "review_decisions" VALUES(6,'e551048c-993c-44d9-a0a6-a1a1bd18a9ab',1,'a13e05cb-5876-4519-8ba3-ba7c782f138e',3,'flag',0,'I flag it.','{"uid": "a13e05cb-5876-4519-8ba3-ba7c782f138e", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "propagated", "state": "draft", "confidence": 0.35, "model": "yolo", "track": null, "version": 1}','{"uid": "a13e05cb-5876-4519-8ba3-ba7c782f138e", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "propagated", "state": "draft", "confidence": 0.35, "model": "yolo", "track": null, "version": 1}','2026-11-25 21:19:53.255501');
CREATE TABLE sequences (
	id INTEGER NOT NULL, 
	uid VARCHAR(64) NOT NULL, 
	dataset_id INTEGER NOT NULL, 
	"key" VARCHAR(1024) NOT NULL, 
	status VARCHAR(16) NOT NULL, 
	number_of_frames INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	updated_at DATETIME NOT NULL, 
	CONSTRAINT pk_sequences PRIMARY KEY (id), 
	CONSTRAINT fk_sequences_dataset_id_datasets FOREIGN KEY(dataset_id) REFERENCES datasets (id), 
	CONSTRAINT uq_sequences_dataset_id_key UNIQUE (dataset_id, "key"), 
	CONSTRAINT uq_sequences_uid UNIQUE (uid)
);
INSERT INTO "sequences" VALUES(1,'5aac9aff-b200-4caf-89be-ae362c99b9a3',1,'drive.mp4','ready',2,'2026-11-25 21:19:54.219293','2026-11-25 21:19:54.219299');
CREATE TABLE tasks (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	uid VARCHAR(64) NOT NULL, 
	project_id INTEGER NOT NULL, 
	item_id INTEGER NOT NULL, 
	status VARCHAR(16) NOT NULL, 
	assignee_id INTEGER, 
	created_at DATETIME NOT NULL, 
	updated_at DATETIME NOT NULL, 
	CONSTRAINT fk_tasks_assignee_id_users FOREIGN KEY(assignee_id) REFERENCES users (id), 
	CONSTRAINT fk_tasks_item_id_items FOREIGN KEY(item_id) REFERENCES items (id), 
	CONSTRAINT fk_tasks_project_id_projects FOREIGN KEY(project_id) REFERENCES projects (id), 
	CONSTRAINT uq_tasks_project_id_item_id UNIQUE (project_id, item_id), 
	CONSTRAINT uq_tasks_uid UNIQUE (uid)
);
INSERT INTO "tasks" VALUES(1,'10cdb399-56cc-4165-bf22-7249da096754',1,1,'completed',1,'2026-11-25 21:19:50.790434','2026-11-25 21:19:54.223812');
INSERT INTO "tasks" VALUES(2,'5bed3103-0ee6-42cc-bd1b-fe97b06ac803',1,2,'pending',1,'2026-11-25 21:19:50.790442','2026-11-25 21:19:54.224530');
INSERT INTO "tasks" VALUES(3,'7d848588-80d1-4123-b998-868f083e802a',1,3,'pending',NULL,'2026-11-25 21:19:50.790444','2026-11-25 21:19:50.790445');
INSERT INTO "tasks" VALUES(4,'d5720d6b-54d0-47ef-b0c8-1404c583baa4',1,4,'pending',NULL,'2026-11-25 21:19:50.790446','2026-11-25 21:19:50.790446');
INSERT INTO "tasks" VALUES(5,'9d4ae6e2-4ae5-458b-b93f-ae0f746b621a',1,5,'pending',NULL,'2026-11-25 21:19:50.790447','2026-11-25 21:19:50.790448');
INSERT INTO "tasks" VALUES(6,'0c7944aa-91eb-4102-a434-d2eab454f95a',1,6,'pending',NULL,'2026-11-25 21:19:50.790449','2026-11-25 21:19:50.790450');
INSERT INTO "tasks" VALUES(7,'529008e9-3442-4f35-afd2-4dcbb2c2248c',4,7,'pending',NULL,'2026-11-25 21:19:51.541397','2026-11-25 21:19:51.541403');
INSERT INTO "tasks" VALUES(8,'400eea42-6876-4bbe-a98b-2aaa7f05ae4c',1,8,'pending',NULL,'2026-11-25 21:19:53.673967','2026-11-25 21:19:53.673974');
CREATE TABLE uploads (
	id INTEGER NOT NULL, 
	uid VARCHAR(64) NOT NULL, 
	user_id INTEGER NOT NULL, 
	dataset_id INTEGER NOT NULL, 
	"key" VARCHAR(1024) NOT NULL, 
	length BIGINT NOT NULL, 
	metadata JSON NOT NULL, 
	declared TEXT NOT NULL, 
	status VARCHAR(16) NOT NULL, 
	item_uid VARCHAR(64), 
	detail TEXT, 
	created_at DATETIME NOT NULL, 
	expires_at DATETIME NOT NULL, 
	CONSTRAINT pk_uploads PRIMARY KEY (id), 
	CONSTRAINT fk_uploads_dataset_id_datasets FOREIGN KEY(dataset_id) REFERENCES datasets (id), 
	CONSTRAINT fk_uploads_user_id_users FOREIGN KEY(user_id) REFERENCES users (id), 
	CONSTRAINT uq_uploads_uid UNIQUE (uid)
);
INSERT INTO "uploads" VALUES(1,'949952e3-3574-4a3d-b479-bea9dc628fde',1,1,'up/whole.png',5668,'{"camera": "whole"}','filename dXAvd2hvbGUucG5n,dataset MjA0NGExZTItN2RmNS00YjQ0LWEyY2QtODJjYWY4MDMzYmFi,metadata eyJjYW1lcmEiOiAid2hvbGUifQ==','done','ebb303b6-b640-42fe-a55d-d35bdf3720e8',NULL,'2026-11-25 21:19:53.540125','9000-01-01 00:00:00.000000');
INSERT INTO "uploads" VALUES(2,'2138f3d5-5627-4014-922d-cc6b422b810e',1,1,'up/half.png',5162,'{"camera": "half"}','filename dXAvaGFsZi5wbmc=,dataset MjA0NGExZTItN2RmNS00YjQ0LWEyY2QtODJjYWY4MDMzYmFi,metadata eyJjYW1lcmEiOiAiaGFsZiJ9','uploading',NULL,NULL,'2026-11-25 21:19:53.715818','9000-01-01 00:00:00.000000');
INSERT INTO "uploads" VALUES(3,'570b346a-815e-4fc5-8226-e0c8a33f5785',1,1,'up/no.png',4,'{"camera": "no"}','filename dXAvbm8ucG5n,dataset MjA0NGExZTItN2RmNS00YjQ0LWEyY2QtODJjYWY4MDMzYmFi,metadata eyJjYW1lcmEiOiAibm8ifQ==','refused',NULL,'The file is text; JPEG, PNG, WebP, TIFF, BMP and GIF are accepted','2026-11-25 21:19:53.762155','9000-01-01 00:00:00.000000');
CREATE TABLE users (
	id INTEGER NOT NULL, 
	uid VARCHAR(64) NOT NULL, 
	organization_id INTEGER NOT NULL, 
	username VARCHAR(100) NOT NULL, 
	email VARCHAR(255), 
	role VARCHAR(16) NOT NULL, 
	is_active BOOLEAN NOT NULL, 
	created_at DATETIME NOT NULL, 
	updated_at DATETIME NOT NULL, 
	CONSTRAINT pk_users PRIMARY KEY (id), 
	CONSTRAINT fk_users_organization_id_organizations FOREIGN KEY(organization_id) REFERENCES organizations (id), 
	CONSTRAINT uq_users_uid UNIQUE (uid), 
	CONSTRAINT uq_users_username UNIQUE (username)
);
INSERT INTO "users" VALUES(1,'31f0fe65-7353-48c3-aba1-7794f231213b',1,'lead',NULL,'owner',1,'2026-11-25 21:19:47.160316','2026-11-25 21:19:47.160321');
INSERT INTO "users" VALUES(2,'66b7d1f9-be38-4107-8a9e-3bf6804c13cb',1,'anna','anna@example.org','annotator',1,'2026-11-25 21:19:49.856163','2026-11-25 21:19:54.225384');
INSERT INTO "users" VALUES(3,'fcdb2940-020d-43c3-aa27-89551bf17054',1,'rita',NULL,'reviewer',1,'2026-11-25 21:19:49.917798','2026-11-25 21:19:49.917806');
INSERT INTO "users" VALUES(4,'1fae30af-e03e-43dd-8778-8774ad6a827a',1,'adam',NULL,'admin',1,'2026-11-25 21:19:49.965953','2026-11-25 21:19:49.965960');
INSERT INTO "users" VALUES(5,'787cfc20-4ac0-4f98-9e4a-93298309ac88',1,'olaf',NULL,'annotator',0,'2026-11-25 21:19:50.013919','2026-11-25 21:19:54.226268');
CREATE TABLE webhook_deliveries (
	id INTEGER NOT NULL, 
	uid VARCHAR(64) NOT NULL, 
	webhook_id INTEGER NOT NULL, 
	event_type VARCHAR(64) NOT NULL, 
	payload JSON NOT NULL, 
	status VARCHAR(16) NOT NULL, 
	attempts INTEGER NOT NULL, 
	next_retry_at DATETIME, 
	response_status INTEGER, 
	response_body TEXT, 
	created_at DATETIME NOT NULL, 
	updated_at DATETIME NOT NULL, 
	CONSTRAINT pk_webhook_deliveries PRIMARY KEY (id), 
	CONSTRAINT fk_webhook_deliveries_webhook_id_webhooks FOREIGN KEY(webhook_id) REFERENCES webhooks (id), 
	CONSTRAINT uq_webhook_deliveries_uid UNIQUE (uid)
);
INSERT INTO "webhook_deliveries" VALUES(1,'ab13a970-b913-40c7-ac49-8bfa263d267f',1,'dataset.created','{"uid": "2044a1e2-7df5-4b44-a2cd-82caf8033bab", "name": "Street scenes", "owner": "local", "slug": "street-scenes", "data_type": "image", "item_count": 0, "created_at": "2026-11-25T21:19:50.033910+00:00", "updated_at": "2026-11-25T21:19:50.033914+00:00"}','delivered',1,'2026-11-25 21:19:50.038270',200,'thanks','2026-11-25 21:19:50.039051','2026-11-25 21:19:54.234137');
INSERT INTO "webhook_deliveries" VALUES(2,'8b1b695d-20c7-4681-85b7-441e32dafed2',1,'dataset.updated','{"uid": "2044a1e2-7df5-4b44-a2cd-82caf8033bab", "name": "Street scenes", "owner": "local", "slug": "street-scenes", "data_type": "image", "item_count": 6, "created_at": "2026-11-25T21:19:50.033910+00:00", "updated_at": "2026-11-25T21:19:50.601167+00:00"}','failed',6,NULL,500,NULL,'2026-11-25 21:19:50.604093','2026-11-25 21:19:54.235127');
INSERT INTO "webhook_deliveries" VALUES(3,'6ec172c2-d8f7-47d6-bb2a-97eef0276dbe',1,'dataset.created','{"uid": "d1fbaf26-8543-4a21-854f-fa5066f1a701", "name": "Mistake", "owner": "local", "slug": "mistake", "data_type": "image", "item_count": 0, "created_at": "2026-11-25T21:19:50.612426+00:00", "updated_at": "2026-11-25T21:19:50.612431+00:00"}','pending',2,'9000-01-01 00:00:00.000000',NULL,NULL,'2026-11-25 21:19:50.615275','2026-11-25 21:19:54.236117');
INSERT INTO "webhook_deliveries" VALUES(4,'224b646f-ff40-4753-8633-1d6376c4bb7c',1,'dataset.deleted','{"uid": "d1fbaf26-8543-4a21-854f-fa5066f1a701", "name": "Mistake", "owner": "local", "slug": "mistake", "data_type": "image", "item_count": 0, "created_at": "2026-11-25T21:19:50.612426+00:00", "updated_at": "2026-11-25T21:19:50.612431+00:00"}','pending',0,'2026-11-25 21:19:50.626270',NULL,NULL,'2026-11-25 21:19:50.626495','2026-11-25 21:19:50.626497');
INSERT INTO "webhook_deliveries" VALUES(5,'57873ced-47b7-46e9-99b7-1dea87e2243f',1,'dataset.created','{"uid": "665d91c3-8393-49dd-b6b6-6ed1f2aa9fc7", "name": "Secret photos", "owner": "local", "slug": "secret-photos", "data_type": "image", "item_count": 0, "created_at": "2026-11-25T21:19:51.257601+00:00", "updated_at": "2026-11-25T21:19:51.257608+00:00"}','pending',0,'2026-11-25 21:19:51.290163',NULL,NULL,'2026-11-25 21:19:51.290522','2026-11-25 21:19:51.290525');
INSERT INTO "webhook_deliveries" VALUES(6,'e35b710f-9dfd-4966-aa3a-ee5914d90996',1,'result.submitted','{"uid": "114a27ac-a0ba-4d92-8e66-f831e8da56c3", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "car", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {"occlusion": "some", "parked": true, "plate": "BE 1", "doors": 5, "lights": ["left"]}, "source": "human", "state": "draft", "confidence": null, "model": null, "track": "track-0", "version": 1}','pending',0,'2026-11-25 21:19:51.581950',NULL,NULL,'2026-11-25 21:19:51.582197','2026-11-25 21:19:51.582199');
INSERT INTO "webhook_deliveries" VALUES(7,'cb5d1cd8-db81-4010-a2b7-400b433af95c',1,'result.submitted','{"uid": "8291e5a0-3314-460b-a08c-948bfcece1c1", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "27d982e2-652c-47a1-a561-e1487d7a85ad", "label": "dog", "type": "polygon", "geometry": {"polygons": [{"exterior": [[10.0, 10.0], [50.0, 10.0], [50.0, 60.0], [10.0, 60.0]], "holes": [[[20.0, 20.0], [30.0, 20.0], [30.0, 30.0], [20.0, 30.0]]]}]}, "attributes": {}, "source": "human", "state": "accepted", "confidence": null, "model": null, "track": "track-1", "version": 1}','pending',0,'2026-11-25 21:19:51.615046',NULL,NULL,'2026-11-25 21:19:51.615272','2026-11-25 21:19:51.615274');
INSERT INTO "webhook_deliveries" VALUES(8,'507e2b4f-d128-4c5d-9596-7b9489d54e69',1,'result.submitted','{"uid": "5fbe6165-c0b9-40f2-83eb-b259edf90daa", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "00c9431e-2d9c-4722-a1e1-30559508117d", "label": "lorry", "type": "segmentation_mask", "geometry": {"rle": {"size": [160, 240], "counts": "Xo0b1V_T1"}}, "attributes": {}, "source": "human", "state": "rejected", "confidence": null, "model": null, "track": "track-2", "version": 1}','pending',0,'2026-11-25 21:19:51.654813',NULL,NULL,'2026-11-25 21:19:51.655065','2026-11-25 21:19:51.655067');
INSERT INTO "webhook_deliveries" VALUES(9,'d598e892-7f33-408a-bf7e-14b109450896',1,'result.submitted','{"uid": "16c37722-94af-4782-8d03-5b5ca762464e", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": null, "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "sam", "state": "draft", "confidence": 0.17647058823529413, "model": "yolo", "track": "track-3", "version": 1}','pending',0,'2026-11-25 21:19:51.705417',NULL,NULL,'2026-11-25 21:19:51.705647','2026-11-25 21:19:51.705649');
INSERT INTO "webhook_deliveries" VALUES(10,'96d31eef-2d19-4b46-a204-929d92e7e8a2',1,'result.submitted','{"uid": "4bf39d99-dea2-4681-a051-bf7e9fe5a757", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "27d982e2-652c-47a1-a561-e1487d7a85ad", "label": "car", "type": "polygon", "geometry": {"polygons": [{"exterior": [[10.0, 10.0], [50.0, 10.0], [50.0, 60.0], [10.0, 60.0]], "holes": [[[20.0, 20.0], [30.0, 20.0], [30.0, 30.0], [20.0, 30.0]]]}]}, "attributes": {"occlusion": "some", "parked": true, "plate": "BE 1", "doors": 5, "lights": ["left"]}, "source": "sam", "state": "accepted", "confidence": 0.23529411764705882, "model": "mini", "track": "track-4", "version": 1}','pending',0,'2026-11-25 21:19:51.767531',NULL,NULL,'2026-11-25 21:19:51.767761','2026-11-25 21:19:51.767764');
INSERT INTO "webhook_deliveries" VALUES(11,'b9f18326-cd1c-4ee6-8bf7-fd51563a1edc',1,'result.submitted','{"uid": "83419096-2a14-4428-9c9c-0a36694b7f34", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "00c9431e-2d9c-4722-a1e1-30559508117d", "label": "dog", "type": "segmentation_mask", "geometry": {"rle": {"size": [160, 240], "counts": "Xo0b1V_T1"}}, "attributes": {}, "source": "sam", "state": "rejected", "confidence": 0.29411764705882354, "model": "yolo", "track": "track-5", "version": 1}','pending',0,'2026-11-25 21:19:51.791937',NULL,NULL,'2026-11-25 21:19:51.792200','2026-11-25 21:19:51.792203');
INSERT INTO "webhook_deliveries" VALUES(12,'136745be-139a-4611-b750-d4edcb6bed72',1,'result.submitted','{"uid": "353936c6-b21d-4694-a49f-7d05de87cf1b", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "lorry", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "auto_label", "state": "draft", "confidence": 0.35294117647058826, "model": "mini", "track": "track-6", "version": 1}','pending',0,'2026-11-25 21:19:51.888472',NULL,NULL,'2026-11-25 21:19:51.888751','2026-11-25 21:19:51.888753');
INSERT INTO "webhook_deliveries" VALUES(13,'c953ad15-60dc-442d-949e-8a049b7c5a4e',1,'result.submitted','{"uid": "3cb86feb-3b1b-4d12-b252-ab0c8b6dbf5f", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "27d982e2-652c-47a1-a561-e1487d7a85ad", "label": null, "type": "polygon", "geometry": {"polygons": [{"exterior": [[10.0, 10.0], [50.0, 10.0], [50.0, 60.0], [10.0, 60.0]], "holes": [[[20.0, 20.0], [30.0, 20.0], [30.0, 30.0], [20.0, 30.0]]]}]}, "attributes": {}, "source": "propagated", "state": "draft", "confidence": 0.4117647058823529, "model": "yolo", "track": "track-7", "version": 1}','pending',0,'2026-11-25 21:19:52.006160',NULL,NULL,'2026-11-25 21:19:52.006405','2026-11-25 21:19:52.006407');
INSERT INTO "webhook_deliveries" VALUES(14,'33cd264a-4f5e-4860-9e3b-192e4fe72f44',1,'result.submitted','{"uid": "d73d15d3-a128-4457-b563-3329f9b09f66", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "00c9431e-2d9c-4722-a1e1-30559508117d", "label": "car", "type": "segmentation_mask", "geometry": {"rle": {"size": [160, 240], "counts": "Xo0b1V_T1"}}, "attributes": {"occlusion": "some", "parked": true, "plate": "BE 1", "doors": 5, "lights": ["left"]}, "source": "imported", "state": "draft", "confidence": 0.47058823529411764, "model": "mini", "track": "track-8", "version": 1}','pending',0,'2026-11-25 21:19:52.098381',NULL,NULL,'2026-11-25 21:19:52.098613','2026-11-25 21:19:52.098615');
INSERT INTO "webhook_deliveries" VALUES(15,'0830ab78-0515-4549-b5db-76fab7ee4abb',1,'result.submitted','{"uid": "f928fc9a-3a22-45f3-aac1-6e9f70137660", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "imported", "state": "accepted", "confidence": 0.5294117647058824, "model": "yolo", "track": "track-9", "version": 1}','pending',0,'2026-11-25 21:19:52.151753',NULL,NULL,'2026-11-25 21:19:52.151974','2026-11-25 21:19:52.151976');
INSERT INTO "webhook_deliveries" VALUES(16,'01cf5c50-19df-4f7f-8ae9-b32e28e91173',1,'result.submitted','{"uid": "a6dd26a5-5b78-44a6-9471-685f5f659451", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "27d982e2-652c-47a1-a561-e1487d7a85ad", "label": "lorry", "type": "polygon", "geometry": {"polygons": [{"exterior": [[10.0, 10.0], [50.0, 10.0], [50.0, 60.0], [10.0, 60.0]], "holes": [[[20.0, 20.0], [30.0, 20.0], [30.0, 30.0], [20.0, 30.0]]]}]}, "attributes": {}, "source": "imported", "state": "rejected", "confidence": 0.5882352941176471, "model": "mini", "track": "track-10", "version": 1}','pending',0,'2026-11-25 21:19:52.214745',NULL,NULL,'2026-11-25 21:19:52.214976','2026-11-25 21:19:52.214978');
INSERT INTO "webhook_deliveries" VALUES(17,'4b585d92-1b91-4e13-8164-a1f31f242347',1,'result.submitted','{"uid": "0b0a0000-0000-4000-8000-000000000001", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "e21cb1f3-5837-4767-b960-ec21963506c6", "label": "tram", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "human", "state": "accepted", "confidence": null, "model": null, "track": null, "version": 1}','pending',0,'2026-11-25 21:19:52.311906',NULL,NULL,'2026-11-25 21:19:52.312162','2026-11-25 21:19:52.312164');
INSERT INTO "webhook_deliveries" VALUES(18,'717e2181-550a-4fba-a6b5-b7ee902746d4',1,'result.submitted','{"uid": "24c43d32-e142-4095-9696-83ecff30183d", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "3e0a9101-b1e7-4115-b24f-4e5d377a524d", "label": "tram", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "human", "state": "accepted", "confidence": null, "model": null, "track": null, "version": 1}','pending',0,'2026-11-25 21:19:52.333741',NULL,NULL,'2026-11-25 21:19:52.333986','2026-11-25 21:19:52.333988');
INSERT INTO "webhook_deliveries" VALUES(19,'8668d3ac-64c3-4c8f-a829-18e3e63c7dd4',1,'result.submitted','{"uid": "ac809ac7-f580-430a-a63f-b06d665d75c4", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "auto_label", "state": "draft", "confidence": 0.35, "model": "yolo", "track": null, "version": 1}','pending',0,'2026-11-25 21:19:52.447711',NULL,NULL,'2026-11-25 21:19:52.447962','2026-11-25 21:19:52.447965');
INSERT INTO "webhook_deliveries" VALUES(20,'6a506c8e-1edf-4e7f-af7f-c947a022913a',1,'result.accepted','{"uid": "ac809ac7-f580-430a-a63f-b06d665d75c4", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "auto_label", "state": "accepted", "confidence": 0.35, "model": "yolo", "track": null, "version": 2}','pending',0,'2026-11-25 21:19:52.530396',NULL,NULL,'2026-11-25 21:19:52.530622','2026-11-25 21:19:52.530623');
INSERT INTO "webhook_deliveries" VALUES(21,'29211523-97b5-4390-935c-1f71195a4dab',1,'result.submitted','{"uid": "6796b93b-9801-47e8-ac7f-9b82b82467cc", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "auto_label", "state": "draft", "confidence": 0.35, "model": "yolo", "track": null, "version": 1}','pending',0,'2026-11-25 21:19:52.582831',NULL,NULL,'2026-11-25 21:19:52.583092','2026-11-25 21:19:52.583094');
INSERT INTO "webhook_deliveries" VALUES(22,'71c5cc4d-bbe8-4b4e-9a0a-f2a33eafd9e3',1,'result.rejected','{"uid": "6796b93b-9801-47e8-ac7f-9b82b82467cc", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "auto_label", "state": "rejected", "confidence": 0.35, "model": "yolo", "track": null, "version": 2}','pending',0,'2026-11-25 21:19:52.635436',NULL,NULL,'2026-11-25 21:19:52.635671','2026-11-25 21:19:52.635673');
INSERT INTO "webhook_deliveries" VALUES(23,'dfa71e2a-4252-4f0e-80ce-6abb11742b68',1,'result.submitted','{"uid": "c62edcbf-4812-41b1-8789-78b94ee73dca", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "auto_label", "state": "draft", "confidence": 0.35, "model": "yolo", "track": null, "version": 1}','pending',0,'2026-11-25 21:19:52.665534',NULL,NULL,'2026-11-25 21:19:52.665763','2026-11-25 21:19:52.665765');
INSERT INTO "webhook_deliveries" VALUES(24,'f06efa26-2df7-4394-afee-2b97b8cda4be',1,'result.submitted','{"uid": "b03712d0-37e0-41b4-9099-09b057fa3e6e", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "auto_label", "state": "draft", "confidence": 0.35, "model": "yolo", "track": null, "version": 1}','pending',0,'2026-11-25 21:19:52.787534',NULL,NULL,'2026-11-25 21:19:52.794212','2026-11-25 21:19:52.794218');
INSERT INTO "webhook_deliveries" VALUES(25,'938a1171-9de4-4cc1-b767-12f9bcfb5553',1,'result.submitted','{"uid": "96838c78-51ac-4602-b174-1dd42604f460", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "auto_label", "state": "draft", "confidence": 0.35, "model": "yolo", "track": null, "version": 1}','pending',0,'2026-11-25 21:19:52.924702',NULL,NULL,'2026-11-25 21:19:52.924954','2026-11-25 21:19:52.924956');
INSERT INTO "webhook_deliveries" VALUES(26,'63cdb4fe-5b7d-4167-8474-5325efb3db55',1,'result.submitted','{"uid": "a641d25e-04ee-44d9-9006-f05568d52fb0", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "propagated", "state": "draft", "confidence": 0.35, "model": "yolo", "track": null, "version": 1}','pending',0,'2026-11-25 21:19:52.997342',NULL,NULL,'2026-11-25 21:19:52.997562','2026-11-25 21:19:52.997564');
INSERT INTO "webhook_deliveries" VALUES(27,'02f75549-2fac-480c-9675-039e29fbe12a',1,'result.accepted','{"uid": "a641d25e-04ee-44d9-9006-f05568d52fb0", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "propagated", "state": "accepted", "confidence": 0.35, "model": "yolo", "track": null, "version": 2}','pending',0,'2026-11-25 21:19:53.032794',NULL,NULL,'2026-11-25 21:19:53.033012','2026-11-25 21:19:53.033040');
INSERT INTO "webhook_deliveries" VALUES(28,'7a8b5c78-a4d9-4160-b1b4-b238ae14e7e3',1,'result.submitted','{"uid": "22e836a1-7480-4c82-9b5f-780bbc8d3750", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "propagated", "state": "draft", "confidence": 0.35, "model": "yolo", "track": null, "version": 1}','pending',0,'2026-11-25 21:19:53.056215',NULL,NULL,'2026-11-25 21:19:53.056450','2026-11-25 21:19:53.056452');
INSERT INTO "webhook_deliveries" VALUES(29,'3e6679f1-9b16-4542-b760-de1e3fef17a3',1,'result.rejected','{"uid": "22e836a1-7480-4c82-9b5f-780bbc8d3750", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "propagated", "state": "rejected", "confidence": 0.35, "model": "yolo", "track": null, "version": 2}','pending',0,'2026-11-25 21:19:53.121004',NULL,NULL,'2026-11-25 21:19:53.121257','2026-11-25 21:19:53.121259');
INSERT INTO "webhook_deliveries" VALUES(30,'03703ea2-7919-41ac-aa83-4f5c7048d4c6',1,'result.submitted','{"uid": "a13e05cb-5876-4519-8ba3-ba7c782f138e", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "propagated", "state": "draft", "confidence": 0.35, "model": "yolo", "track": null, "version": 1}','pending',0,'2026-11-25 21:19:53.191550',NULL,NULL,'2026-11-25 21:19:53.197211','2026-11-25 21:19:53.197215');
INSERT INTO "webhook_deliveries" VALUES(31,'c866604a-c228-42b9-ac79-9068cfc5455f',1,'result.submitted','{"uid": "f6cf4890-f172-4a67-9543-110d9624ee3d", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "propagated", "state": "draft", "confidence": 0.35, "model": "yolo", "track": null, "version": 1}','pending',0,'2026-11-25 21:19:53.303129',NULL,NULL,'2026-11-25 21:19:53.303334','2026-11-25 21:19:53.303336');
INSERT INTO "webhook_deliveries" VALUES(32,'275e92dc-be35-4ac8-b642-a7381fbcb4b9',1,'result.submitted','{"uid": "e1f4efaf-b6de-4315-9184-a5a0760fa0d0", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "propagated", "state": "draft", "confidence": 0.35, "model": "yolo", "track": null, "version": 1}','pending',0,'2026-11-25 21:19:53.340401',NULL,NULL,'2026-11-25 21:19:53.340643','2026-11-25 21:19:53.340645');
INSERT INTO "webhook_deliveries" VALUES(33,'2c664d01-46b6-4861-ba2d-1ab72658b025',1,'result.submitted','{"uid": "37d7399b-489b-469c-aca6-683cb08f4d94", "project": "1208f588-7c63-4c26-9742-d4114a38d513", "item": "eb5f8d37-89a1-4d97-bd58-b7f4046ac19a", "label": "face", "type": "polygon", "geometry": {"polygons": [{"exterior": [[10.0, 10.0], [50.0, 10.0], [50.0, 60.0], [10.0, 60.0]], "holes": [[[20.0, 20.0], [30.0, 20.0], [30.0, 30.0], [20.0, 30.0]]]}]}, "attributes": {}, "source": "human", "state": "accepted", "confidence": null, "model": null, "track": null, "version": 1}','pending',0,'2026-11-25 21:19:53.400855',NULL,NULL,'2026-11-25 21:19:53.401127','2026-11-25 21:19:53.401129');
INSERT INTO "webhook_deliveries" VALUES(34,'046879e0-e9df-47f3-b3ec-45a53ab9fe15',1,'quality.alert','{"name": "few rejected", "metric": "rejection_rate", "operator": "gt", "threshold": 0.1, "severity": "critical", "is_active": true, "is_breached": true, "last_value": 0.5, "notify_webhook": true, "notify_emails": ["lead@example.org"], "uid": "92d04d7d-f0a9-4720-a610-b86e539a6076", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62"}','pending',0,'2026-11-25 21:19:53.431102',NULL,NULL,'2026-11-25 21:19:53.431348','2026-11-25 21:19:53.431350');
INSERT INTO "webhook_deliveries" VALUES(35,'841384d6-5420-4955-8c1d-fc39d3d546a9',1,'export.completed','{"uid": "561e1789-d59d-40be-9685-4793fbd702cf", "status": "completed", "format": "avala_json", "download_url": null, "created_at": "2026-11-25T21:19:53.964315+00:00"}','pending',0,'2026-11-25 21:19:54.097683',NULL,NULL,'2026-11-25 21:19:54.098111','2026-11-25 21:19:54.098113');
INSERT INTO "webhook_deliveries" VALUES(36,'4a62ec81-1d6b-4046-b3d6-586c3300768c',1,'result.submitted','{"uid": "be3de82d-0435-46f3-9f63-60c0412de599", "project": "753c3ac8-2774-4fb5-a3ee-af04aba17d62", "item": "498cd3aa-dfa5-446d-b855-a0d4ea04b041", "label": "dog", "type": "bounding_box", "geometry": {"x": 1.5, "y": 2.0, "width": 30.0, "height": 40.25}, "attributes": {}, "source": "auto_label", "state": "draft", "confidence": 0.75, "model": "yolo", "track": null, "version": 1}','pending',0,'2026-11-25 21:19:54.559215',NULL,NULL,'2026-11-25 21:19:54.561970','2026-11-25 21:19:54.561973');
CREATE TABLE webhooks (
	id INTEGER NOT NULL, 
	uid VARCHAR(64) NOT NULL, 
	target_url VARCHAR(2048) NOT NULL, 
	events JSON NOT NULL, 
	is_active BOOLEAN NOT NULL, 
	secret VARCHAR(255) NOT NULL, 
	created_by INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	updated_at DATETIME NOT NULL, 
	deleted_at DATETIME, 
	CONSTRAINT pk_webhooks PRIMARY KEY (id), 
	CONSTRAINT fk_webhooks_created_by_users FOREIGN KEY(created_by) REFERENCES users (id), 
	CONSTRAINT uq_webhooks_uid UNIQUE (uid)
);
INSERT INTO "webhooks" VALUES(1,'1acfc2c1-fe0e-4ef7-a3b4-43ad90ef9adf','https://hooks.example/all','["dataset.created", "dataset.updated", "dataset.deleted", "export.completed", "export.failed", "task.completed", "result.submitted", "result.accepted", "result.rejected", "auto_label.completed", "quality.alert"]',1,'whsec_all',1,'2026-11-25 21:19:47.187028','2026-11-25 21:19:47.187059',NULL);
INSERT INTO "webhooks" VALUES(2,'b82ebe96-3daf-4f35-a04f-6fecb2c6dc9b','https://hooks.example/off','["dataset.created", "dataset.updated", "dataset.deleted", "export.completed", "export.failed", "task.completed", "result.submitted", "result.accepted", "result.rejected", "auto_label.completed", "quality.alert"]',0,'whsec_off',1,'2026-11-25 21:19:47.187070','2026-11-25 21:19:47.187071',NULL);
INSERT INTO "webhooks" VALUES(3,'ac171c2d-f720-4408-82d9-36e179133f9f','https://hooks.example/gone','["dataset.created", "dataset.updated", "dataset.deleted", "export.completed", "export.failed", "task.completed", "result.submitted", "result.accepted", "result.rejected", "auto_label.completed", "quality.alert"]',0,'whsec_gone',1,'2026-11-25 21:19:47.187077','2026-11-25 21:19:47.187078','2026-01-02 03:04:05.678901');
CREATE UNIQUE INDEX uq_datasets_owner_name_slug ON datasets (owner_name, slug);
CREATE INDEX ix_api_keys_user_id ON api_keys (user_id);
CREATE INDEX ix_audit_events_job_uid_id ON audit_events (job_uid, id);
CREATE INDEX ix_audit_events_project_id_id ON audit_events (project_id, id);
CREATE INDEX ix_audit_events_subject_uid_id ON audit_events (subject_uid, id);
CREATE INDEX ix_project_datasets_dataset_id ON project_datasets (dataset_id);
CREATE INDEX ix_project_members_user_id ON project_members (user_id);
CREATE INDEX ix_review_decisions_annotation_uid ON review_decisions (annotation_uid);
CREATE INDEX ix_review_decisions_project_id ON review_decisions (project_id);
CREATE INDEX ix_uploads_expires_at ON uploads (expires_at);
CREATE INDEX ix_uploads_user_id ON uploads (user_id);
CREATE INDEX ix_items_dataset_id_id ON items (dataset_id, id);
CREATE INDEX ix_items_image_id ON items (image_id);
CREATE INDEX ix_items_sequence_id ON items (sequence_id);
CREATE INDEX ix_annotations_item_id_project_id_id ON annotations (item_id, project_id, id);
CREATE INDEX ix_annotations_label_id_item_id ON annotations (label_id, item_id);
CREATE INDEX ix_annotations_project_id_state_source_item_id ON annotations (project_id, state, source, item_id);
CREATE INDEX ix_tasks_item_id ON tasks (item_id);
CREATE INDEX ix_tasks_project_id_status_id ON tasks (project_id, status, id);
CREATE TRIGGER audit_events_keep_update BEFORE UPDATE ON audit_events BEGIN SELECT RAISE(ABORT, 'audit events are only ever added'); END;
CREATE TRIGGER audit_events_keep_delete BEFORE DELETE ON audit_events BEGIN SELECT RAISE(ABORT, 'audit events are only ever added'); END;
CREATE INDEX ix_jobs_project_id ON jobs (project_id);
CREATE INDEX ix_quality_targets_project_id ON quality_targets (project_id);
CREATE INDEX ix_agent_executions_agent_id_status_id ON agent_executions (agent_id, status, id);
CREATE INDEX ix_job_items_job_id_status_id ON job_items (job_id, status, id);
CREATE INDEX ix_webhook_deliveries_status_next_retry_at ON webhook_deliveries (status, next_retry_at);
CREATE INDEX ix_webhook_deliveries_webhook_id ON webhook_deliveries (webhook_id);
CREATE INDEX ix_annotation_issues_dataset_id_id ON annotation_issues (dataset_id, id);
CREATE INDEX ix_annotation_issues_sequence_id ON annotation_issues (sequence_id);
CREATE INDEX ix_annotation_issues_item_id ON annotation_issues (item_id);
CREATE INDEX ix_annotation_issues_project_id ON annotation_issues (project_id);
CREATE INDEX ix_manual_uploads_expires_at ON manual_uploads (expires_at);
CREATE INDEX ix_manual_uploads_user_id_dataset_name ON manual_uploads (user_id, dataset_name);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('labels',5);
INSERT INTO "sqlite_sequence" VALUES('tasks',8);
INSERT INTO "sqlite_sequence" VALUES('annotations',25);
COMMIT;
